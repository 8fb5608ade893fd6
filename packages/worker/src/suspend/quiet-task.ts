import { inNextTurn } from '@arq/core/internal'

import type { Wait } from '../run/wait.js'

/**
 * Knows when a task can be suspended: when at least one of its branches waits, and nothing of ours is under way for the
 * others. What a branch awaits apart from that is not known here, and is cut off.
 */
export class QuietTask {
  readonly #onQuiet: (waits: readonly Wait[]) => void
  readonly #waits: Wait[] = []
  #busy = 0

  /** @param onQuiet may be called more than once */
  constructor(onQuiet: (waits: readonly Wait[]) => void) {
    this.#onQuiet = onQuiet
  }

  /** Does something that the task must not be suspended in. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#busy += 1
    try {
      return await work()
    } finally {
      this.#busy -= 1
      this.#look()
    }
  }

  /** Never settles: what stands after it runs in a later attempt, which passes over it. */
  wait(wait: Wait): Promise<never> {
    this.#waits.push(wait)
    this.#look()
    return new Promise<never>(() => undefined)
  }

  /** The task may do more before it waits again: after all of that. */
  #look(): void {
    if (this.#busy > 0 || this.#waits.length === 0) return
    inNextTurn(() => {
      if (this.#busy === 0) this.#onQuiet(this.#waits)
    })
  }
}
