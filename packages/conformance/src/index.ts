// The contract of transports and result stores, for who writes an adapter.

export {
  type Lifecycle,
  lifecycleConformance,
  type LifecycleConformanceOptions,
} from './lifecycle-conformance.js'
export {
  payloadStoreConformance,
  type PayloadStoreConformanceOptions,
} from './payload-store-conformance.js'
export { randomNumbers } from './random-numbers.js'
export { sampleRecord } from './result-store/sample-record.js'
export {
  type ResultStoreConformanceOptions,
  type ResultStoreFaults,
} from './result-store/store-bench.js'
export { resultStoreConformance } from './result-store-conformance.js'
export { type ItFunction, type Runner } from './runner.js'
export { type TestClock } from './test-clock.js'
export { type OtherApplication, type OthersMessage } from './transport/other-application.js'
export {
  type Lackable,
  type TransportConformanceOptions,
  type TransportFaults,
} from './transport/transport-bench.js'
export { transportConformance } from './transport-conformance.js'
export { untilHealthy } from './until-healthy.js'
export { untilHeard } from './until-heard.js'
