import { pause } from '@arq/core/internal'

interface Listener<T> {
  readonly onValue: (value: T) => void
  readonly onError: (error: unknown) => void
}

/** Looks again and again while somebody listens: once for all of them. */
export class Pulse<T> {
  readonly #everyMs: number
  readonly #look: () => Promise<T>
  readonly #listeners = new Set<Listener<T>>()
  #stopping: AbortController | undefined

  constructor(everyMs: number, look: () => Promise<T>) {
    this.#everyMs = everyMs
    this.#look = look
  }

  /** The listener hears of the next look, which comes at once. @returns how to stop */
  listen(listener: Listener<T>): () => void {
    this.#listeners.add(listener)
    this.#stopping?.abort()
    const stopping = new AbortController()
    this.#stopping = stopping
    void this.#run(stopping.signal)
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#stopping?.abort()
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    const isOver = (): boolean => signal.aborted
    while (!isOver()) {
      let tell: (listener: Listener<T>) => void
      try {
        const value = await this.#look()
        tell = ({ onValue }) => onValue(value)
      } catch (error) {
        tell = ({ onError }) => onError(error)
      }
      // Another run has begun meanwhile, and tells what it sees.
      if (isOver()) return
      for (const listener of this.#listeners) tell(listener)
      await pause(this.#everyMs, { signal })
    }
  }
}
