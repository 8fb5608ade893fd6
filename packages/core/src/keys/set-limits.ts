import type { EntryStore } from '../ports/entry-store.js'
import { rateOfJson, type RateRule } from '../task/key-rate.js'
import type { Clock } from '../time/clock.js'
import { type KeyName, limitGroupOf } from './key-group.js'
import { parsedObject } from './parsed-object.js'

/** A worker heeds what was set within this time. */
export const LIMITS_VIEW_MS = 1000

/** The entry of what was set for all keys of a limit, or for one. */
const entryOf = (key: string | undefined): string => (key === undefined ? '*' : `=${key}`)

/** What is set while workers run. */
export interface SetEntry {
  readonly limit?: number | undefined
  /** Of one key. */
  readonly weight?: number | undefined
  /** Of all keys. */
  readonly total?: number | undefined
  readonly rate?: RateRule | undefined
}

const FIELDS = ['limit', 'weight', 'total'] as const

/** What was set for the keys of one limit, while workers run. */
export class SetLimits {
  readonly #byEntry: ReadonlyMap<string, SetEntry>

  private constructor(byEntry: ReadonlyMap<string, SetEntry>) {
    this.#byEntry = byEntry
  }

  static async read(entries: EntryStore, limit: string): Promise<SetLimits> {
    const found = await entries.read(limitGroupOf(limit))
    return new SetLimits(new Map([...found].map(([name, { text }]) => [name, decodeSet(text)])))
  }

  /** The total that all keys share, `undefined` where the task's own holds. */
  get total(): number | undefined {
    return this.#byEntry.get(entryOf(undefined))?.total
  }

  /** The limit of a key, `undefined` where the task's own holds. */
  of(key: string): number | undefined {
    return this.#byEntry.get(entryOf(key))?.limit ?? this.#byEntry.get(entryOf(undefined))?.limit
  }

  /** The rate of a key, `undefined` where the task's own holds. */
  rateOf(key: string): RateRule | undefined {
    return this.#byEntry.get(entryOf(key))?.rate ?? this.#byEntry.get(entryOf(undefined))?.rate
  }

  /** The weight of a key, `undefined` where the task's own holds. */
  weightOf(key: string): number | undefined {
    return this.#byEntry.get(entryOf(key))?.weight
  }
}

/** For lines that no task has any more. */
export const UNLIMITED: Pick<SetLimits, 'of' | 'rateOf' | 'weightOf' | 'total'> = {
  total: Infinity,
  of: () => Infinity,
  rateOf: () => undefined,
  weightOf: () => undefined,
}

function decodeSet(text: string | undefined): SetEntry {
  const found = text === undefined ? undefined : parsedObject(text)
  const fields = FIELDS.map((field) => [field, found?.[field]] as const)
  const rate = rateOfJson(found?.['rate'])
  const numbers = Object.fromEntries(fields.filter(([, value]) => typeof value === 'number'))
  return { ...numbers, ...(rate && { rate }) }
}

const withoutAbsent = (set: SetEntry): SetEntry =>
  Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined))

/**
 * Sets what is given of a key, or of all keys that have none of their own; the rest of what was set stays.
 * @param set absent: what the tasks say holds again
 */
export async function writeLimit(
  entries: EntryStore,
  { limit, key }: Pick<KeyName, 'limit'> & { readonly key?: string | undefined },
  set: SetEntry | undefined,
): Promise<void> {
  const group = limitGroupOf(limit)
  const name = entryOf(key)
  for (;;) {
    const before = (await entries.read(group, [name])).get(name)
    const text = set && JSON.stringify({ ...decodeSet(before?.text), ...withoutAbsent(set) })
    const change = { name, text, ifVersion: before?.version ?? null }
    const { kind } = await entries.write(group, [change], { ttlMs: 'forever' })
    if (kind === 'written') return
  }
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

  async of(limit: string): Promise<SetLimits> {
    const atMs = this.#clock.monotonicNow()
    const seen = this.#views.get(limit)
    if (seen && atMs - seen.atMs < LIMITS_VIEW_MS) return seen.limits
    const limits = SetLimits.read(this.#entries, limit)
    this.#views.set(limit, { atMs, limits })
    try {
      return await limits
    } catch (error) {
      if (this.#views.get(limit)?.limits === limits) this.#views.delete(limit)
      throw error
    }
  }
}
