import { type Clock, type Lifetime, type PayloadStore, systemClock } from '@arq/core'

interface Kept {
  readonly bytes: Uint8Array
  readonly untilMs: number
}

/** Keeps payloads in memory, for tests: give the same one to clients and workers. */
export class MemoryPayloads implements PayloadStore {
  readonly description = 'memory'
  readonly #clock: Clock
  readonly #kept = new Map<string, Kept>()

  /** @param options - `clock`: the system's if absent */
  constructor({ clock = systemClock }: { readonly clock?: Clock } = {}) {
    this.#clock = clock
  }

  /** Keys of what it keeps now. */
  get keys(): readonly string[] {
    return [...this.#kept.keys()].filter((key) => this.#find(key))
  }

  ready(): Promise<void> {
    return Promise.resolve()
  }

  put(key: string, bytes: Uint8Array, { ttlMs }: { readonly ttlMs: Lifetime }): Promise<void> {
    const untilMs = ttlMs === 'forever' ? Infinity : this.#clock.now() + ttlMs
    // Its owner may write to the memory of the bytes afterwards.
    this.#kept.set(key, { bytes: bytes.slice(), untilMs })
    return Promise.resolve()
  }

  get(key: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.#find(key)?.bytes.slice())
  }

  delete(key: string): Promise<void> {
    this.#kept.delete(key)
    return Promise.resolve()
  }

  #find(key: string): Kept | undefined {
    const found = this.#kept.get(key)
    if (!found || found.untilMs > this.#clock.now()) return found
    this.#kept.delete(key)
    return undefined
  }
}
