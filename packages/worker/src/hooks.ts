import type { JobContext, Logger, WorkerContext } from '@arq/core'
import { localizedMessage } from '@arq/core'
import { renderMessage } from '@arq/core/internal'

import { messages } from './messages.js'
import type { ParsedWorkerSettings } from './worker-settings.js'

type JobHook = 'onJobStart' | 'onJobSuccess' | 'onJobFailure' | 'onJobEnd' | 'afterJobEnd'

/** Calls the user's hooks. One that throws is reported; the job goes its way. */
export class Hooks {
  readonly #settings: ParsedWorkerSettings
  readonly #logger: Logger

  constructor(settings: ParsedWorkerSettings, logger: Logger) {
    this.#settings = settings
    this.#logger = logger
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

  async job(hook: JobHook, ctx: JobContext<object>, detail?: unknown): Promise<void> {
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

  #report(hook: string, thrown: unknown, logger: Logger): void {
    const error = localizedMessage(thrown, 'en')
    logger.error(renderMessage(messages.hookFailed({ hook, error })), { hook, error: thrown })
  }
}
