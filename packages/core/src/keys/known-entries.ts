import type { Entry, EntryStore } from '../ports/entry-store.js'

/** Entries of a group as they were read in the course of one decision: none is read twice. */
export class KnownEntries {
  readonly #entries: Pick<EntryStore, 'read'>
  readonly #group: string
  readonly #asked = new Set<string>()
  readonly #found = new Map<string, Entry>()

  constructor(entries: Pick<EntryStore, 'read'>, group: string) {
    this.#entries = entries
    this.#group = group
  }

  /** Those that are there, of all that were asked for so far. */
  get found(): ReadonlyMap<string, Entry> {
    return this.#found
  }

  textOf(name: string): string | undefined {
    return this.#found.get(name)?.text
  }

  /** Makes them known, in one read. */
  async read(names: readonly string[]): Promise<void> {
    const unknown = [...new Set(names)].filter((name) => !this.#asked.has(name))
    if (unknown.length === 0) return
    for (const name of unknown) this.#asked.add(name)
    for (const [name, entry] of await this.#entries.read(this.#group, unknown)) {
      this.#found.set(name, entry)
    }
  }
}
