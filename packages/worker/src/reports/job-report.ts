import type { Clock, Delivery, JobUsage } from '@arq/core'
import { errorText } from '@arq/core'
import { isDeadLetter, nearestName, type TextLogger, toInstant } from '@arq/core/internal'

import type { Attempt } from '../run/attempt.js'
import { SIGNAL_GRACE_MS } from '../run/live-attempt.js'
import type { Outcome } from '../run/outcome.js'
import { texts } from '../texts.js'
import type { EndedRun, JobEvents } from './job-events.js'
import type { WorkerCounts } from './worker-counts.js'

interface JobReportParts {
  readonly events: JobEvents
  readonly counts: WorkerCounts
  /** For what belongs to no job. */
  readonly logger: TextLogger
  readonly clock: Clock
  readonly dlqOf: (queueName: string) => string
  /** Names of the worker's tasks. */
  readonly knownTasks: readonly string[]
}

/** Names come from messages: somebody may send any number of them. */
const MOST_NAMES_SAID = 100

/** After that a key is not late but forgotten. */
const LONG_WAIT_MS = 10 * 60_000

/** The key of an encrypted job that is not here. */
interface MissingPayload {
  readonly waitedMs: number
  readonly error: unknown
}

interface MissingKey {
  readonly keyId: string
  readonly waitedMs: number
  /** Why it could not be loaded. */
  readonly cause: unknown
}

/** Has the logger of one job, which is made when it is first asked for. */
export interface Logging {
  readonly logger: TextLogger
}

/** Counts what became of deliveries, says it in the log, and tells it as events. */
export class JobReport {
  readonly #parts: JobReportParts
  #hasToldOfFlows = false
  readonly #unknownTasks = new Set<string>()
  readonly #missingKeys = new Set<string>()
  #saidOfPayloads: 'nothing' | 'short' | 'long' = 'nothing'

  constructor(parts: JobReportParts) {
    this.#parts = parts
  }

  /** @param outcome what really became of it */
  settled(attempt: Attempt, outcome: Outcome, context: Logging): void {
    if (outcome.kind === 'completed') this.completed(attempt, context, this.toldOf(attempt))
    else this.#notCompleted(attempt, outcome, context.logger)
  }

  /** Whether anybody reads of jobs that completed: most lines of a worker would be those. */
  get tellsOfCompleted(): boolean {
    return this.#parts.logger.isLevelEnabled?.('info') !== false
  }

  /** The task is about to be called. */
  started(attempt: Attempt): void {
    this.#parts.events.started(attempt)
  }

  progressed(attempt: Attempt): void {
    this.#parts.events.progressed(attempt)
  }

  used(attempt: Attempt, amounts: JobUsage): void {
    this.#parts.events.used(attempt, amounts)
  }

  /** What its end is told with once it is settled; `undefined` when nobody hears of jobs that completed. */
  toldOf(attempt: Attempt): EndedRun | undefined {
    return this.#parts.events.endedRun(attempt)
  }

  completed(
    { startedMonotonicMs }: Pick<Attempt, 'startedMonotonicMs'>,
    logging?: Logging,
    told?: EndedRun,
  ): void {
    const { counts, clock, events } = this.#parts
    counts.completed += 1
    if (told) events.completed(told)
    if (!logging || !this.tellsOfCompleted) return
    const ms = Math.round(clock.monotonicNow() - startedMonotonicMs)
    logging.logger.info(texts.jobCompleted({ ms }))
  }

  /** The end of a job that completed could be brought nowhere: it runs again. */
  handedBack({ logger }: Logging = this.#parts, told?: EndedRun): void {
    const { counts, events } = this.#parts
    counts.requeued += 1
    if (told) events.handedBack(told)
    logger.info(texts.jobRequeued())
  }

  #notCompleted(attempt: Attempt, outcome: Outcome, logger: TextLogger): void {
    const { counts, dlqOf, events } = this.#parts
    if (outcome.kind === 'retry') {
      events.retried(attempt, outcome)
      counts.retried += 1
      const { jobTry } = attempt.message
      const seconds = outcome.delayMs / 1000
      // Who throws Retry has asked for another run: nothing has failed.
      if (outcome.isAskedFor) logger.info(texts.jobAskedForRetry({ jobTry, seconds }))
      else logger.warn(texts.jobRetried({ jobTry, seconds, error: outcome.error.words }))
    } else if (outcome.kind === 'failed') {
      counts.failed += 1
      const dlq = dlqOf(attempt.delivery.queueName)
      events.failed(attempt, outcome, dlq)
      logger.error(texts.jobFailed({ dlq, error: outcome.error.words }))
    } else if (outcome.kind === 'aborted') {
      counts.aborted += 1
      events.aborted(attempt)
      logger.info(texts.jobAborted())
    } else if (outcome.kind === 'suspended') {
      const { untilMs } = outcome.wait
      events.suspended(attempt, untilMs)
      logger.info(texts.jobSuspended({ until: toInstant(untilMs) }))
    } else if (outcome.kind === 'handBack') {
      this.handedBack({ logger }, this.toldOf(attempt))
    }
  }

  /** A delivery that came while the worker stops. */
  requeued(): void {
    this.#parts.counts.requeued += 1
  }

  duplicateRun(attempt: Attempt, logger: TextLogger): void {
    const { message } = attempt
    this.#parts.counts.duplicateRuns += 1
    this.#parts.events.duplicate(attempt, 'run')
    logger.warn(texts.jobDuplicateRun({ jobTry: message.jobTry }))
  }

  duplicateDelivery(attempt: Attempt, logger: TextLogger): void {
    const { delivery } = attempt
    this.#parts.counts.duplicateDeliveries += 1
    this.#parts.events.duplicate(attempt, 'delivery')
    if (isDeadLetter(delivery.headers)) logger.warn(texts.letterDuplicate())
    else logger.info(texts.jobDuplicate())
  }

  /** The worker stopped before the run had ended. */
  interrupted(attempt: Attempt, { logger }: Logging): void {
    this.#parts.counts.interrupted += 1
    this.#parts.events.interrupted(attempt)
    logger.info(texts.jobInterrupted())
  }

  /** A job of a task that this worker does not have goes round. Said once for each name. */
  unknownTask(attempt: Attempt): void {
    const { function: task } = attempt.message
    this.#parts.events.awaitsTask(attempt)
    if (this.#unknownTasks.has(task) || this.#unknownTasks.size >= MOST_NAMES_SAID) return
    this.#unknownTasks.add(task)
    const { logger, knownTasks } = this.#parts
    const nearest = nearestName(task, knownTasks)
    logger.warn(
      nearest === undefined
        ? texts.taskUnknown({ task, known: knownTasks.join(', ') })
        : texts.taskMistyped({ task, nearest }),
    )
  }

  /** A job of a flow goes round, for the store of this worker keeps none. Said once. */
  flowWithoutStore(): void {
    if (this.#hasToldOfFlows) return
    this.#hasToldOfFlows = true
    this.#parts.logger.warn(texts.flowWithoutStore())
  }

  /**
   * An encrypted job whose key is not here goes round. Said once for each key, and once more when a job of it has waited
   * for long.
   */
  missingKey(attempt: Attempt, { keyId, waitedMs, cause }: MissingKey): void {
    this.#parts.events.awaitsKey(attempt, keyId, waitedMs)
    const isLong = waitedMs >= LONG_WAIT_MS
    const said = `${keyId} ${String(isLong)}`
    if (this.#missingKeys.has(said) || this.#missingKeys.size >= MOST_NAMES_SAID) return
    this.#missingKeys.add(said)
    const { logger } = this.#parts
    const fields = { keyId, ...(cause === undefined ? {} : { error: cause }) }
    if (isLong)
      logger.error(texts.keyLongMissing({ keyId, minutes: LONG_WAIT_MS / 60_000 }), fields)
    else logger.warn(texts.keyMissing({ keyId }), fields)
  }

  /** A job whose payload could not be fetched goes round. Said once, and once more when one has waited for long. */
  missingPayload(attempt: Attempt, { waitedMs, error }: MissingPayload): void {
    this.#parts.events.awaitsPayload(attempt, waitedMs, error)
    const isLong = waitedMs >= LONG_WAIT_MS
    if (this.#saidOfPayloads === 'long' || (this.#saidOfPayloads === 'short' && !isLong)) return
    this.#saidOfPayloads = isLong ? 'long' : 'short'
    const { logger } = this.#parts
    const problem = errorText(error)
    if (isLong)
      logger.error(texts.payloadLongAway({ minutes: LONG_WAIT_MS / 60_000, problem }), { error })
    else logger.warn(texts.payloadAway({ problem }), { error })
  }

  /** A payload was fetched: should the next one not be, that is news. */
  payloadFetched(): void {
    this.#saidOfPayloads = 'nothing'
  }

  /** A dead letter was moved back to its queue: its job runs again. */
  cameHome(attempt: Attempt, logger: TextLogger): void {
    const { message } = attempt
    this.#parts.events.cameHome(attempt)
    const error = message.error ?? ''
    logger.info(texts.letterCameHome({ failedAt: message.enqueueTime, error }))
  }

  /** The task did not stop within the grace time after its signal; its result is dropped. */
  stuck(attempt: Attempt, { logger }: Logging): void {
    this.#parts.counts.abandoned += 1
    this.#parts.events.stuck(attempt)
    const seconds = SIGNAL_GRACE_MS / 1000
    logger.warn(texts.stillRunning({ seconds }))
  }

  /** A task that was stuck has ended after all. */
  stuckEnded(attempt: Attempt, { logger }: Logging): void {
    const durationMs = this.#parts.clock.monotonicNow() - attempt.startedMonotonicMs
    this.#parts.events.stuckEnded(attempt, durationMs)
    const seconds = durationMs / 1000
    logger.info(texts.stuckEnded({ seconds }))
  }

  unreadable({ queueName: queue }: Delivery, thrown: unknown, isParked: boolean): void {
    const { counts, logger, dlqOf, events } = this.#parts
    if (isParked) {
      counts.unreadable += 1
      events.parked(queue, dlqOf(queue), thrown)
    }
    const error = errorText(thrown)
    logger.error(texts.unreadable({ queue, dlq: dlqOf(queue), error }))
  }
}
