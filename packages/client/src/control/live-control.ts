import { type CronPause, parseSettings } from '@arq/core'
import { anyJobIdSchema, pausedCrons, setCronPaused } from '@arq/core/internal'
import * as v from 'valibot'

import type { ClientParts } from '../client-parts.js'
import type {
  ControlOptions,
  ControlTarget,
  DrainOptions,
  WorkersOptions,
} from './control-options.js'
import type { ControlReport, DrainReport, WorkersReport } from './workers-report.js'

const cronNameSchema = v.strictObject({ cronName: anyJobIdSchema })

/** What a client asks of the workers while they run, and tells them. */
export abstract class LiveControl {
  readonly #parts: ClientParts

  /** @internal */
  constructor(parts: ClientParts) {
    this.#parts = parts
  }

  /**
   * The workers that run at the moment, of all queues of this broker: what they run, since when, and how they fare.
   * Answers are gathered for `timeout`, or until `until` says that it has heard enough; who did not answer is said as
   * far as it is known.
   * @throws UnsupportedError where the transport cannot broadcast
   */
  async workers(options?: WorkersOptions): Promise<WorkersReport> {
    return this.#parts.control.workers(options)
  }

  /**
   * Makes workers take nothing from a queue, or one worker from any. What runs goes on; what they hold unstarted goes
   * back to the broker. It lasts until a {@link resume} of the same target or the end of the worker: a worker that starts
   * later is not paused.
   * @throws WorkerNotFound `ARQ_WORKER_NOT_FOUND` when nobody who answered is meant, proposing the nearest name
   *
   * @example
   * ```ts
   * await client.pause({ queue: 'mail' })
   * const { workers } = await client.resume({ queue: 'mail' })
   * ```
   */
  async pause(target: ControlTarget, options?: ControlOptions): Promise<ControlReport> {
    return this.#parts.control.change('pause', target, options)
  }

  /**
   * Ends a {@link pause} of the same target, or a {@link drain}. A pause of a queue and one of a whole worker are two: a
   * worker takes from a queue when neither holds.
   * @throws WorkerNotFound `ARQ_WORKER_NOT_FOUND`
   */
  async resume(target: ControlTarget, options?: ControlOptions): Promise<ControlReport> {
    return this.#parts.control.change('resume', target, options)
  }

  /**
   * A {@link pause} that waits until nothing runs any more; with `end`, the workers then end in order, as by SIGTERM.
   * Resolves when it is done, or `timeout` is over: `isDrained` says which.
   * @throws WorkerNotFound `ARQ_WORKER_NOT_FOUND`
   */
  async drain(target: ControlTarget, options?: DrainOptions): Promise<DrainReport> {
    return this.#parts.control.drain(target, options)
  }

  /**
   * Pauses a cron job of the workers that share this client's result store: from now on each of them skips its ticks,
   * also workers that start later, until {@link resumeCron}. Skipped ticks are not made up for. What was enqueued before
   * runs. Workers of versions before this method do not heed it.
   * @param name `cron:<task>` unless the cron job was given another one
   * @returns whether it was not paused before
   * @throws UnsupportedError `ARQ_UNSUPPORTED` without a result store; ResultStoreError when it fails
   */
  async pauseCron(name: string): Promise<boolean> {
    return this.#setCronPaused('pauseCron()', name, true)
  }

  /**
   * Ends a {@link pauseCron}: the next tick runs.
   * @returns whether it was paused
   * @throws as {@link pauseCron}
   */
  async resumeCron(name: string): Promise<boolean> {
    return this.#setCronPaused('resumeCron()', name, false)
  }

  /**
   * Which of these cron jobs are paused, by name, in one round trip.
   * @throws as {@link pauseCron}
   */
  async pausedCrons(names: readonly string[]): Promise<ReadonlyMap<string, CronPause>> {
    return pausedCrons(this.#parts.stored('pausedCrons()').store, names)
  }

  #setCronPaused(what: string, name: string, isPaused: boolean): Promise<boolean> {
    const { store } = this.#parts.stored(what)
    const { cronName } = parseSettings('cron job', cronNameSchema, { cronName: name })
    return setCronPaused(store, cronName, isPaused, this.#parts.settings.clock.now())
  }
}
