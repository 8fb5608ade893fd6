import type { Clock, JobTransition, TransitionGuard, TransitionOutcome } from '@arq/core'

import { type Attempt, liveLifetime } from './attempt.js'
import { inProgressRecord } from './job-records.js'
import { LongRuns } from './long-runs.js'
import { ProgressReports } from './progress-reports.js'
import type { ResultWriter } from './result-writer.js'

interface UnderWayRecordsParts {
  readonly results: ResultWriter
  readonly clock: Clock
  readonly workerId: string
  /** A write has been begun beside the run. */
  readonly onWrite: (written: Promise<void>, attempt: Attempt) => void
}

/**
 * Keeps the store informed of an attempt that is under way: takes the record over at its start, writes the whole of it
 * when the run lasts, and again when there is progress.
 */
export class UnderWayRecords {
  readonly #parts: UnderWayRecordsParts
  readonly #longRuns: LongRuns
  readonly #progress: ProgressReports

  constructor(parts: UnderWayRecordsParts) {
    this.#parts = parts
    this.#longRuns = new LongRuns(parts.clock, (attempt) => this.#write(attempt))
    this.#progress = new ProgressReports(parts.clock, (attempt) => this.#write(attempt))
  }

  /** Takes the record for this attempt; `undefined` when the store cannot be asked. */
  claim(attempt: Attempt): Promise<TransitionOutcome | undefined> {
    const { results } = this.#parts
    const { message, token } = attempt
    const { jobId, enqueueTime } = message
    const toTransition = (): JobTransition => this.#inProgress(attempt, 'start')
    return this.#claimsBriefly(attempt)
      ? results.claim({ jobId, enqueueTime, token, retryCount: 0, toTransition })
      : results.start(toTransition())
  }

  /** The run begins. */
  began(attempt: Attempt): void {
    if (this.#claimsBriefly(attempt)) this.#longRuns.started(attempt)
  }

  /** The task has told how far it is. */
  progressed(attempt: Attempt): void {
    this.#progress.report(attempt)
  }

  /** Nothing more is written of it here: its end follows. */
  ended(attempt: Attempt): void {
    this.#longRuns.ended(attempt)
    this.#progress.end(attempt)
  }

  /** What an earlier attempt left in the record has to go, so that only the first one can do with less. */
  #claimsBriefly({ message, delivery }: Attempt): boolean {
    return this.#parts.results.canClaim && message.jobTry === 1 && !delivery.redelivered
  }

  #write(attempt: Attempt): void {
    this.#parts.onWrite(this.#parts.results.note(this.#inProgress(attempt, 'own')), attempt)
  }

  #inProgress(attempt: Attempt, guard: TransitionGuard): JobTransition {
    const { workerId, clock } = this.#parts
    const nowMs = clock.now()
    const record = inProgressRecord(attempt, { workerId, nowMs })
    return { record, guard, ttlMs: liveLifetime(attempt, nowMs) }
  }
}
