/** What ends work early. An `AbortSignal` is one. */
export interface StopSignal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/**
 * The stop signal of a loop, whose every request listens for a while. The listeners of an `AbortSignal` stand in a `Map`,
 * which keeps what has left it: see `run-list.ts`.
 */
export class LoopSignal implements StopSignal {
  readonly #listeners: (() => void)[] = []
  #isAborted = false

  get aborted(): boolean {
    return this.#isAborted
  }

  get reason(): undefined {
    return undefined
  }

  /** The listener is called once, at most. */
  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.push(listener)
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const index = this.#listeners.indexOf(listener)
    if (index >= 0) this.#listeners.splice(index, 1)
  }

  abort(): void {
    if (this.#isAborted) return
    this.#isAborted = true
    for (const listener of this.#listeners.splice(0)) listener()
  }
}
