import type { Clock, EntriesWritten, Entry, EntryChange, GroupPage, Lifetime } from '@arq/core'

interface Group {
  readonly entries: Map<string, Entry>
  expiresAtMs: number
}

/** Each write makes one group at most and looks at this many old ones, so that every one that has expired is freed. */
const GROUPS_SWEPT_PER_WRITE = 2

/** The groups of entries that one or several stores keep; each call is one step and thus atomic. */
export class MemoryEntries {
  readonly #clock: Clock
  readonly #groups = new Map<string, Group>()
  #sweep = this.#groups.entries()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  read(group: string, names?: readonly string[]): ReadonlyMap<string, Entry> {
    const all = this.#find(group)?.entries
    if (!all || !names) return new Map(all)
    const found = new Map<string, Entry>()
    for (const name of names) {
      const entry = all.get(name)
      if (entry) found.set(name, entry)
    }
    return found
  }

  write(group: string, changes: readonly EntryChange[], ttlMs: Lifetime): EntriesWritten {
    const found = this.#find(group)
    const conflict = changes.find(
      ({ name, ifVersion }) =>
        ifVersion !== undefined && ifVersion !== (found?.entries.get(name)?.version ?? null),
    )
    if (conflict) return { kind: 'conflict', name: conflict.name }
    const { entries, expiresAtMs } = found ?? { entries: new Map<string, Entry>(), expiresAtMs: 0 }
    const version = crypto.randomUUID()
    for (const { name, text } of changes) {
      if (text === undefined) entries.delete(name)
      else entries.set(name, { text, version })
    }
    if (entries.size === 0) this.#groups.delete(group)
    else {
      const untilMs = ttlMs === 'forever' ? Infinity : this.#clock.now() + ttlMs
      this.#groups.set(group, { entries, expiresAtMs: Math.max(expiresAtMs, untilMs) })
    }
    this.#sweepSome()
    return { kind: 'written', version, count: entries.size }
  }

  now(): number {
    return this.#clock.now()
  }

  remove(group: string): boolean {
    return this.#find(group) !== undefined && this.#groups.delete(group)
  }

  groups(prefix: string, limit: number, after: string | undefined): GroupPage {
    const names = [...this.#groups.keys()]
      .filter((name) => name.startsWith(prefix) && (after === undefined || name > after))
      .filter((name) => this.#find(name) !== undefined)
      .sort((one, other) => (one < other ? -1 : 1))
    const groups = names.slice(0, limit)
    return { groups, cursor: names.length > limit ? groups.at(-1) : undefined }
  }

  /** All is gone. */
  clear(): void {
    this.#groups.clear()
    this.#sweep = this.#groups.entries()
  }

  #find(name: string): Group | undefined {
    const group = this.#groups.get(name)
    if (!group || group.expiresAtMs > this.#clock.now()) return group
    this.#groups.delete(name)
    return undefined
  }

  #sweepSome(): void {
    for (let looked = 0; looked < GROUPS_SWEPT_PER_WRITE; looked += 1) {
      const next = this.#sweep.next()
      if (next.done === true) {
        this.#sweep = this.#groups.entries()
        return
      }
      this.#find(next.value[0])
    }
  }
}
