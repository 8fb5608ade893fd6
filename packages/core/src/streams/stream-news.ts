import type { ResultStore } from '../ports/result-store.js'
import type { Release } from '../ports/shared-resource.js'
import { type StreamName, streamNotice } from '../ports/stream-store.js'

/** Tells readers of logs when there is news, over one subscription that is made for the first of them. */
export class StreamNews {
  readonly #store: ResultStore
  readonly #listeners = new Map<string, Set<() => void>>()
  #subscription: Promise<Release | undefined> | undefined
  #isClosed = false

  constructor(store: ResultStore) {
    this.#store = store
  }

  /** Whether the store tells of news at all. */
  get canTell(): boolean {
    return this.#store.subscribe !== undefined
  }

  /** @returns how to stop */
  listen(stream: StreamName, onNews: () => void): () => void {
    const notice = streamNotice(stream)
    const listeners = this.#listeners.get(notice) ?? new Set()
    this.#listeners.set(notice, listeners)
    const entry = (): void => onNews()
    listeners.add(entry)
    this.#subscribe()
    return () => {
      listeners.delete(entry)
      if (listeners.size === 0 && this.#listeners.get(notice) === listeners) {
        this.#listeners.delete(notice)
      }
    }
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true
    const release = await this.#subscription
    this.#subscription = undefined
    await release?.()
  }

  #subscribe(): void {
    if (this.#subscription || this.#isClosed || !this.#store.subscribe) return
    this.#subscription = this.#store
      .subscribe((notice) => this.#tell(notice))
      .then(
        (release) => {
          // What came while the subscription was being made was told to nobody.
          for (const notice of this.#listeners.keys()) this.#tell(notice)
          return release
        },
        () => {
          // Readers poll; the next one tries again.
          this.#subscription = undefined
          return undefined
        },
      )
  }

  #tell(notice: string): void {
    for (const onNews of [...(this.#listeners.get(notice) ?? [])]) onNews()
  }
}
