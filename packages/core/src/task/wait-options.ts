import type { Duration } from '../time/duration.js'

/** How a job waits for a signal. */
export interface WaitOptions {
  /** How long, from the first call of the job on: later tries do not wait anew. At most what the transport can put off. */
  readonly timeout: Duration
}
