import type { ResultStore } from '@arq/core'
import { cronPauseId, CronSwitch, type TextLogger } from '@arq/core/internal'

import { texts } from '../texts.js'

/** Asks the result store, unless it is known to be away. */
export interface StoreQuestions {
  ask<T>(
    id: string,
    call: (store: ResultStore) => Promise<T>,
  ): Promise<
    { readonly kind: 'answered'; readonly value: T } | { readonly kind: 'away' | 'refused' }
  >
}

/** Whether ticks of cron jobs are to be skipped: asked of the result store at each tick, so that a worker that has just started knows, too. */
export class CronPauses {
  readonly #calls: StoreQuestions
  readonly #logger: TextLogger
  /** What the store said last: it holds while the store is away. */
  readonly #known = new Map<string, CronSwitch>()
  /** The beginnings of the pauses that were logged. */
  readonly #told = new Map<string, number>()

  constructor(calls: StoreQuestions, logger: TextLogger) {
    this.#calls = calls
    this.#logger = logger
  }

  /**
   * Whether a cron job is paused, or was at the moment of its tick: one that comes late is skipped, too.
   * @param tickMs absent: it is no tick, but a worker starts
   */
  async skips(name: string, tickMs: number | undefined): Promise<boolean> {
    const id = cronPauseId(name)
    const answer = await this.#calls.ask(id, (store) => store.get(id))
    if (answer.kind === 'answered') this.#known.set(name, CronSwitch.of(answer.value))
    const known = this.#known.get(name)
    if (known?.pausedAtMs === undefined)
      return tickMs !== undefined && known?.wasPausedAt(tickMs) === true
    this.#tell(name, known.pausedAtMs)
    return true
  }

  #tell(name: string, pausedAtMs: number): void {
    if (this.#told.get(name) === pausedAtMs) return
    this.#told.set(name, pausedAtMs)
    this.#logger.info(texts.cronPaused({ name, since: new Date(pausedAtMs).toISOString() }))
  }
}
