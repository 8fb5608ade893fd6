// A broker and a result store in memory, and the clock that tests move by hand.

export { type ClockStep, ManualClock } from './manual-clock.js'
export { MemoryBroker, type MemoryBrokerSettings } from './memory-broker.js'
export { MemoryPayloads } from './memory-payloads.js'
export { MemoryRecords, type MemoryRecordsSettings } from './memory-records.js'
export { MemoryResultStore, type MemoryResultStoreSettings } from './memory-result-store.js'
export { MemoryTransport, type MemoryTransportSettings } from './memory-transport.js'
