import type { RateRule } from '../task/key-rate.js'
import type { UseWindow } from './use-window.js'

/** What of the rate of a key is used: see ADR 40. */
export interface LineRate {
  /** Of the task of the last job. */
  readonly rule: RateRule
  /** Runs that have begun. */
  readonly starts: UseWindow
  /** What jobs said that they have used, by unit. */
  readonly used: Readonly<Record<string, UseWindow>>
  /** Messages that were put off, and sent again before they were due. */
  readonly voids: readonly PutOffMessage[]
}

/** A message of a job that is handed out when there may be a start for it, and not before. */
export interface PutOffMessage {
  readonly jobId: string
  /** By the clock of the store. */
  readonly dueAtMs: number
}
