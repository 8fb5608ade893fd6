import type { Clock, JobTransition, TransitionGuard } from '@arq/core'
import { TURN_HEADER } from '@arq/core/internal'

import { type Attempt, liveLifetime } from '../run/attempt.js'
import { BriefTasks } from './brief-tasks.js'
import { inProgressRecord, type RecordWriter } from './job-records.js'
import { LongRuns } from './long-runs.js'
import { LostStarts } from './lost-starts.js'
import { ProgressReports } from './progress-reports.js'
import type { ResultWriter, StartAnswer } from './result-writer.js'
import type { StoppedView } from './stopped-view.js'
import { isAnnounced, isUncontested } from './uncontested.js'

interface UnderWayRecordsParts {
  readonly results: ResultWriter
  /** Absent where the store cannot tell: every attempt asks before it begins. */
  readonly stopped: StoppedView | undefined
  readonly clock: Clock
  readonly writer: RecordWriter
  /** Deliveries that the broker may have handed out at once. */
  readonly limit: number
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
  readonly #brief = new BriefTasks()
  readonly #lost: LostStarts

  constructor(parts: UnderWayRecordsParts) {
    this.#parts = parts
    this.#lost = new LostStarts(parts)
    this.#longRuns = new LongRuns(parts.clock, (attempt) => {
      this.#brief.wasLong(attempt.message.function)
      // Else the whole record was written at its start.
      if (attempt.isUnasked || parts.results.canBegin) this.#write(attempt)
    })
    this.#progress = new ProgressReports(parts.clock, (attempt) => this.#write(attempt))
  }

  /** Whether there is a store to write to. */
  get areKept(): boolean {
    return this.#parts.results.isKept
  }

  /** Whether the store still tells of the job once it has ended. */
  tellOf({ policy }: Attempt): boolean {
    return this.areKept && policy.resultTtl !== 0
  }

  /** Begins the attempt without asking the store, if that does no harm: see ADR 10. */
  beginsUnasked(attempt: Attempt): boolean {
    const { message } = attempt
    attempt.isUnasked =
      isUncontested(attempt) &&
      this.#brief.has(message.function) &&
      this.#parts.stopped?.rulesOut(message.jobId) === true
    return attempt.isUnasked
  }

  /** Takes the record for this attempt. Its token is final from the answer on. */
  begin(attempt: Attempt): Promise<StartAnswer> {
    return this.areKept ? this.#lost.ask(attempt, () => this.#begin(attempt)) : this.#begin(attempt)
  }

  /** The run begins. */
  began(attempt: Attempt): void {
    if (this.areKept && isFirst(attempt)) attempt.youngNumber = this.#longRuns.started(attempt)
  }

  /** The task has told how far it is. */
  progressed(attempt: Attempt): void {
    this.#progress.report(attempt)
  }

  /** Nothing more is written of it here: its end follows. */
  ended(attempt: Attempt): void {
    this.#progress.end(attempt)
    const wasLong = this.#longRuns.ended(attempt.youngNumber)
    if (wasLong === undefined) return
    if (wasLong) this.#brief.wasLong(attempt.message.function)
    else this.#brief.wasBrief(attempt.message.function)
  }

  #begin(attempt: Attempt): Promise<StartAnswer> {
    const { results } = this.#parts
    const { message, token, delivery } = attempt
    const { jobId, enqueueTime } = message
    const toTransition = (): JobTransition => this.#inProgress(attempt, 'start')
    const start = { jobId, enqueueTime, token, retryCount: 0 }
    return results.canBegin && isFirst(attempt)
      ? results.begin({ ...start, isAnnounced: isAnnounced(delivery), toTransition }, delivery)
      : results.start(toTransition(), delivery)
  }

  #write(attempt: Attempt): void {
    this.#parts.onWrite(this.#note(attempt), attempt)
  }

  async #note(attempt: Attempt): Promise<void> {
    const guard = attempt.isUnasked ? 'uncontested' : 'own'
    const outcome = await this.#parts.results.note(this.#inProgress(attempt, guard))
    if (outcome === 'applied') attempt.isUnasked = false
  }

  #inProgress(attempt: Attempt, guard: TransitionGuard): JobTransition {
    const author = this.#parts.writer.now()
    const record = inProgressRecord(attempt, author)
    const ttlMs = liveLifetime(attempt, author.nowMs)
    return { record, guard, ttlMs, isAnnounced: isAnnounced(attempt.delivery) }
  }
}

/** What an earlier attempt left in the record has to go, so that only the first one can do with less. */
const isFirst = ({ message, delivery }: Attempt): boolean =>
  message.jobTry === 1 &&
  !delivery.redelivered &&
  delivery.mayHaveRun !== true &&
  delivery.headers[TURN_HEADER] === undefined
