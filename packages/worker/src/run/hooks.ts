import type { Around, WorkerContext } from '@arq/core'
import { errorText } from '@arq/core'
import type { TextLogger } from '@arq/core/internal'

import type { ResolvedWorkerSettings } from '../settings/resolve-worker-settings.js'
import { texts } from '../texts.js'
import { layersOf } from './around.js'
import type { RunContext } from './run-context.js'

type JobHook =
  'onJobStart' | 'onJobStuck' | 'onJobSuccess' | 'onJobFailure' | 'onJobEnd' | 'afterJobEnd'

/** Calls the user's hooks. One that throws is reported; the job goes its way. */
export class Hooks {
  readonly #settings: ResolvedWorkerSettings
  readonly #logger: TextLogger
  /** What wraps each run of each task. */
  readonly around: readonly Around<object>[]

  constructor(settings: ResolvedWorkerSettings, logger: TextLogger) {
    this.#settings = settings
    this.#logger = logger
    this.around = layersOf(settings.around)
  }

  /** Rejects when `onStartup` throws: without what it prepares, no job could run. */
  async startup(ctx: WorkerContext<object>): Promise<void> {
    await this.#call('onStartup', [ctx])
  }

  async shutdown(ctx: WorkerContext<object>): Promise<void> {
    try {
      await this.#call('onShutdown', [ctx])
    } catch (error) {
      this.#report('onShutdown', error, this.#logger)
    }
  }

  /** Whether there is anything to call, and to wait for. */
  has(hook: JobHook): boolean {
    return this.#settings[hook] !== undefined
  }

  /** Whether any is called between a run and its settling. */
  get hasEndHooks(): boolean {
    return this.has('onJobSuccess') || this.has('onJobFailure') || this.has('onJobEnd')
  }

  async job(hook: JobHook, ctx: RunContext, detail?: unknown): Promise<void> {
    if (!this.#settings[hook]) return
    try {
      await this.#call(hook, [ctx, detail])
    } catch (error) {
      this.#report(hook, error, ctx.logger)
    }
  }

  async #call(
    name: JobHook | 'onStartup' | 'onShutdown',
    parameters: readonly unknown[],
  ): Promise<void> {
    const hook = this.#settings[name]
    // The types of the parameters are those of TypedSettings; the schema knows only that it is a function.
    if (hook) await Reflect.apply(hook, this.#settings, parameters)
  }

  #report(hook: string, thrown: unknown, logger: TextLogger): void {
    const error = errorText(thrown)
    logger.error(texts.hookFailed({ hook, error }), { hook, error: thrown })
  }
}
