/** What was stored at brokers, and what each member of a group consumed of it, in the order in which it came. */
export class Ledger {
  readonly #stored = new Set<string>()
  readonly #entries: Entry[] = []
  readonly #seen = new Set<string>()
  readonly #watchers = new Set<() => void>()

  /** A broker has stored a message. */
  store(body: string): void {
    this.#stored.add(body)
    for (const watcher of this.#watchers) watcher()
  }

  get storedCount(): number {
    return this.#stored.size
  }

  /**
   * A member has consumed a message.
   * @param place where it is stored; a send that was repeated is stored in two places
   */
  enter(member: string, body: string, place?: string): void {
    this.#entries.push({ member, body, place })
    this.#seen.add(body)
    for (const watcher of this.#watchers) watcher()
  }

  /** The bodies in the order in which they came; of one member, or of all. */
  bodies(member?: string): readonly string[] {
    return this.#entries
      .filter((entry) => member === undefined || entry.member === member)
      .map(({ body }) => body)
  }

  /** Where the messages are stored that a member has consumed, in the order in which they came. */
  places(member: string): readonly string[] {
    return this.#entries.flatMap((entry) =>
      entry.member === member && entry.place !== undefined ? entry.place : [],
    )
  }

  get count(): number {
    return this.#entries.length
  }

  /** How often a message came again. */
  get duplicates(): number {
    return this.#entries.length - this.#seen.size
  }

  /** What was stored, and nobody has consumed yet. */
  missing(): readonly string[] {
    return [...this.#stored].filter((body) => !this.#seen.has(body))
  }

  /** Resolves when the entries so far fit. */
  until(fits: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const watcher = (): void => {
        if (!fits()) return
        this.#watchers.delete(watcher)
        resolve()
      }
      this.#watchers.add(watcher)
      watcher()
    })
  }

  /** Resolves when so many more messages have been consumed. */
  more(count: number): Promise<void> {
    const from = this.#entries.length
    return this.until(() => this.#entries.length >= from + count)
  }

  /** Resolves when everything that was stored is consumed. */
  complete(): Promise<void> {
    // Looking for what is missing takes a while: only once there may be nothing.
    return this.until(() => this.#seen.size >= this.storedCount && this.missing().length === 0)
  }

  /** For people: what became of it all. */
  summary(): string {
    const lost = this.missing().length
    const members = new Map<string, number>()
    for (const { member } of this.#entries) members.set(member, (members.get(member) ?? 0) + 1)
    const each = [...members].map(([member, count]) => `${member} ${count}`).join(', ')
    return `${this.storedCount} stored, ${lost} lost, ${this.duplicates} repeated (${each})`
  }
}

interface Entry {
  readonly member: string
  readonly body: string
  readonly place: string | undefined
}
