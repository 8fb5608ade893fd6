import type { Clock, Enqueuer, Lifetime, Timer } from '@arq/core'
import { GrowingPause, type TextLogger } from '@arq/core/internal'

import { texts } from '../texts.js'
import type { CronJob } from './cron.js'
import { CronPauses, type StoreQuestions } from './cron-pauses.js'

/** A clock that is set is noticed within this time. */
const LONGEST_WAIT_MS = 30_000
/** A tick that is seen later than this was missed: the process stood still or started later, or its clock was set. */
const LATEST_MS = 60_000
const MINUTE_MS = 60_000
/** Between tries to send a tick's job. */
const PAUSES = { firstMs: 500, longestMs: 30_000 }

export interface CronSchedulerParts {
  readonly jobs: readonly CronJob[]
  /** The worker's own: where a store keeps records, an id enqueues once. */
  readonly client: Enqueuer
  /** Absent where there is no store: a tick is a job of each worker, and nothing can be paused. */
  readonly calls: StoreQuestions | undefined
  /** How long results are kept: how old a missed tick may be. */
  readonly resultTtl: Lifetime
  readonly clock: Clock
  readonly logger: TextLogger
  readonly signal: AbortSignal
}

/**
 * Enqueues a worker's cron jobs when they are due. Every worker does: a tick has one id, and of all that enqueue it the
 * store lets one through, so that no worker is needed for it, and none is missed when it dies at the tick.
 */
export class CronScheduler {
  readonly #parts: CronSchedulerParts
  readonly #pauses: CronPauses | undefined
  readonly #timers = new Set<Timer>()
  readonly #sending = new Set<Promise<void>>()

  constructor(parts: CronSchedulerParts) {
    const { calls, logger } = parts
    this.#parts = parts
    this.#pauses = calls && new CronPauses(calls, logger)
  }

  start(): void {
    const { jobs, calls, logger, clock } = this.#parts
    if (jobs.length === 0) return
    const hasStore = calls !== undefined
    if (!hasStore && jobs.some(({ unique }) => unique)) {
      logger.warn(texts.cronWithoutStore())
    }
    const nowMs = clock.now()
    for (const job of jobs) {
      if (job.runAtStartup) this.#send(job, 'startup', Math.floor(nowMs / MINUTE_MS) * MINUTE_MS)
      if (job.missed === 'runOnce') this.#sendMissed(job, nowMs)
      // Those that were to send the last ticks may all have died: what has been sent is not sent again.
      this.#arm(job, job.unique && hasStore ? nowMs - LATEST_MS : nowMs)
    }
  }

  /** Sends no more; resolves when what was being sent has ended. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) timer.cancel()
    this.#timers.clear()
    await Promise.all(this.#sending)
  }

  #arm(job: CronJob, afterMs: number): void {
    const tickMs = job.schedule.next(afterMs)
    if (tickMs !== undefined) this.#waitFor(job, tickMs)
  }

  /** By the wall clock, which may be set meanwhile. */
  #waitFor(job: CronJob, tickMs: number): void {
    const { clock, signal } = this.#parts
    if (signal.aborted) return
    const waitMs = Math.min(Math.max(tickMs - clock.now(), 0), LONGEST_WAIT_MS)
    const timer = clock.setTimer(waitMs, () => {
      this.#timers.delete(timer)
      if (clock.now() < tickMs) this.#waitFor(job, tickMs)
      else this.#due(job, tickMs)
    })
    this.#timers.add(timer)
  }

  #due(job: CronJob, tickMs: number): void {
    const { clock, logger } = this.#parts
    const nowMs = clock.now()
    const lateMs = nowMs - tickMs
    if (lateMs <= LATEST_MS) {
      this.#send(job, 'tick', tickMs)
      this.#arm(job, tickMs)
      return
    }
    const at = new Date(tickMs).toISOString()
    logger.warn(texts.cronMissed({ name: job.name, at, late: Math.round(lateMs / 1000) }))
    if (job.missed === 'runOnce') {
      this.#sendMissed(job, nowMs)
      this.#arm(job, nowMs)
    } else {
      // Those of the last minute are not late.
      this.#arm(job, Math.max(tickMs, nowMs - LATEST_MS))
    }
  }

  /** Older ticks have run, or nobody can tell any more: their records are gone. */
  #sendMissed(job: CronJob, nowMs: number): void {
    const { resultTtl } = this.#parts
    const tickMs = job.schedule.previous(nowMs)
    const isRemembered = resultTtl === 'forever' || nowMs - (tickMs ?? 0) < resultTtl
    if (tickMs !== undefined && isRemembered) this.#send(job, 'tick', tickMs)
  }

  #send(job: CronJob, why: 'tick' | 'startup', atMs: number): void {
    if (this.#parts.signal.aborted) return
    const sending = this.#sendUntilDone(job, why, atMs).finally(() => this.#sending.delete(sending))
    this.#sending.add(sending)
  }

  /** A repeat is the same job: its id says so. It ends when the next tick comes, or the worker stops. */
  async #sendUntilDone(job: CronJob, why: 'tick' | 'startup', atMs: number): Promise<void> {
    const { client, clock, logger, signal } = this.#parts
    const at = new Date(atMs).toISOString().replace('.000Z', 'Z')
    const id = job.jobId ?? (why === 'tick' ? `${job.name}:${at}` : `${job.name}:startup:${at}`)
    const nextMs = job.schedule.next(clock.now()) ?? Infinity
    const growing = new GrowingPause({ ...PAUSES, clock, signal })
    while (!signal.aborted) {
      // Each time: the store may have been away when it was asked before.
      if (await this.#pauses?.skips(job.name, why === 'tick' ? atMs : undefined)) return
      try {
        await client.enqueueJob(job.task, job.args as never, {
          ...(job.unique || job.jobId !== undefined ? { jobId: id } : {}),
          ...(job.queueName === undefined ? {} : { queueName: job.queueName }),
        })
        return
      } catch (error) {
        if (clock.now() >= nextMs) {
          logger.error(texts.cronGivenUp({ name: job.name, at }), { error })
          return
        }
        logger.warn(texts.cronNotSent({ name: job.name, at }), { error })
        await growing.wait()
      }
    }
  }
}
