import type { EntryStore } from '../ports/entry-store.js'
import type { Clock } from '../time/clock.js'
import { type KeyName, limitGroupOf } from './key-group.js'
import { parsedObject } from './parsed-object.js'

/** A worker heeds what was set within this time. */
export const LIMITS_VIEW_MS = 1000

/** The entry of what was set for all keys of a limit, or for one. */
const entryOf = (key: string | undefined): string => (key === undefined ? '*' : `=${key}`)

/** What was set for the keys of one limit, while workers run. */
export class SetLimits {
  readonly #byEntry: ReadonlyMap<string, number>

  private constructor(byEntry: ReadonlyMap<string, number>) {
    this.#byEntry = byEntry
  }

  static async read(entries: EntryStore, limit: string): Promise<SetLimits> {
    const found = await entries.read(limitGroupOf(limit))
    const byEntry = new Map<string, number>()
    for (const [name, { text }] of found) {
      const set = parsedObject(text)?.['limit']
      if (typeof set === 'number') byEntry.set(name, set)
    }
    return new SetLimits(byEntry)
  }

  /** The limit of a key, `undefined` where the task's own holds. */
  of(key: string): number | undefined {
    return this.#byEntry.get(entryOf(key)) ?? this.#byEntry.get(entryOf(undefined))
  }
}

/**
 * Sets the limit of a key, or of all keys that have none of their own.
 * @param most absent: what the tasks say holds again
 */
export async function writeLimit(
  entries: EntryStore,
  { limit, key }: Pick<KeyName, 'limit'> & { readonly key?: string | undefined },
  most: number | undefined,
): Promise<void> {
  const text = most === undefined ? undefined : JSON.stringify({ limit: most })
  await entries.write(limitGroupOf(limit), [{ name: entryOf(key), text }], { ttlMs: 'forever' })
}

/** What was set, as somebody sees it who has to decide often: at most {@link LIMITS_VIEW_MS} old. */
export class LimitsView {
  readonly #entries: EntryStore
  readonly #clock: Pick<Clock, 'monotonicNow'>
  readonly #views = new Map<
    string,
    { readonly atMs: number; readonly limits: Promise<SetLimits> }
  >()

  constructor(entries: EntryStore, clock: Pick<Clock, 'monotonicNow'>) {
    this.#entries = entries
    this.#clock = clock
  }

  async of({ limit, key }: KeyName): Promise<number | undefined> {
    const atMs = this.#clock.monotonicNow()
    const seen = this.#views.get(limit)
    if (seen && atMs - seen.atMs < LIMITS_VIEW_MS) return (await seen.limits).of(key)
    const limits = SetLimits.read(this.#entries, limit)
    this.#views.set(limit, { atMs, limits })
    try {
      return (await limits).of(key)
    } catch (error) {
      if (this.#views.get(limit)?.limits === limits) this.#views.delete(limit)
      throw error
    }
  }
}
