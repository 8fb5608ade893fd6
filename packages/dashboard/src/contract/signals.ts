import type { SignalAnswer, SignalInfo } from '@arq/core'

import type { Wire } from './wire.js'

/** A signal that a job waits for, or that was given to it. Hidden values of its payload are replaced by a text. */
export type SignalView = Wire<SignalInfo>

/** `POST api/jobs/:jobId/signals/:signal`. */
export interface SignalBody {
  /** What `ctx.waitFor` in the task gives back, any JSON of at most 64 KiB. Default: `null`. */
  readonly payload?: unknown
}

/** As `arq signal --json` prints it. */
export interface SignalGiven {
  readonly jobId: string
  readonly signal: string
  /**
   * `accepted`: the job has it. `already`: another one of this name was first, and stays. `timedOut`: the job has waited for
   * it in vain. `ended`: the job has ended.
   */
  readonly answer: SignalAnswer
}
