import { MemoryBroker, MemoryRecords } from '@arq/memory'

/** What all programs of one run share, in place of the servers that they name. */
export const broker = new MemoryBroker()
export const records = new MemoryRecords()
