import type { EntryStore } from '../ports/entry-store.js'
import type { Clock } from '../time/clock.js'

/** Clocks of one kind drift apart by a millisecond in this time, at most. */
const TRUSTED_MS = 30_000

/** What time it is at the store: some moment between both. */
export interface StoreTime {
  readonly earliestMs: number
  readonly latestMs: number
}

interface Reading extends StoreTime {
  readonly atMs: number
}

/**
 * The clock that processes agree on whose own clocks differ. It is asked for seldom: in between, the process's monotonic
 * clock goes on from the last answer.
 */
export class StoreClock {
  readonly #entries: Pick<EntryStore, 'now'>
  readonly #clock: Pick<Clock, 'monotonicNow'>
  /** By group: in a cluster each is kept by a server of its own. */
  readonly #readings = new Map<string, Promise<Reading>>()

  constructor(entries: Pick<EntryStore, 'now'>, clock: Pick<Clock, 'monotonicNow'>) {
    this.#entries = entries
    this.#clock = clock
  }

  /** @throws ResultStoreError when the store has to be asked, and fails */
  async now(group: string): Promise<StoreTime> {
    const reading = await this.#reading(group)
    const passedMs = this.#clock.monotonicNow() - reading.atMs
    return {
      earliestMs: reading.earliestMs + passedMs,
      latestMs: reading.latestMs + passedMs,
    }
  }

  async #reading(group: string): Promise<Reading> {
    const known = await this.#readings.get(group)
    if (known && this.#clock.monotonicNow() - known.atMs < TRUSTED_MS) return known
    const reading = this.#read(group)
    this.#readings.set(group, reading)
    // The next one asks again.
    reading.catch(() => this.#readings.delete(group))
    return reading
  }

  async #read(group: string): Promise<Reading> {
    const askedMs = this.#clock.monotonicNow()
    const earliestMs = await this.#entries.now(group)
    const atMs = this.#clock.monotonicNow()
    // Stores tell whole milliseconds.
    return { earliestMs, latestMs: earliestMs + 1 + atMs - askedMs, atMs }
  }
}
