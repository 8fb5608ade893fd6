import type { SendHook } from '../../src/index.js'

/** Where and under which unique id a message is stored, and how it came there. */
export interface Stored {
  /** `topic/queueId:queueOffset`; the topic is the group's retry topic for what a member gave back. */
  readonly place: string
  readonly msgId: string
  /** When the attempt was made that stored it. */
  readonly bornTimestamp: number
  readonly reconsumeTimes: number
}

/** What was stored at brokers, and what each member of a group consumed of it, in the order in which it came. */
export class Ledger {
  readonly #stored = new Set<string>()
  readonly #entries: Entry[] = []
  readonly #seen = new Set<string>()
  readonly #watchers = new Set<() => void>()
  /** Ids of sends that got no good answer at first, and were repeated under the same id. */
  readonly #repeatedIds = new Set<string>()
  /** For the producer: notes the sends that are repeated. */
  readonly sendHook: SendHook = {
    beforeSend: ({ attempt, msgIds }) => {
      if (attempt === 1) return
      for (const msgId of msgIds) this.#repeatedIds.add(msgId)
      for (const watcher of this.#watchers) watcher()
    },
  }

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
   * @param stored where; a send that was repeated may be stored in two places, under one id
   */
  enter(member: string, body: string, stored?: Stored): void {
    this.#entries.push({ member, body, stored })
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
      entry.member === member && entry.stored !== undefined ? entry.stored.place : [],
    )
  }

  /** The unique ids that are stored in more than one place. */
  storedTwice(): readonly string[] {
    return [...this.#copies()].filter(([, { size }]) => size > 1).map(([msgId]) => msgId)
  }

  /** For people: the messages that are stored in more than one place although they were sent once, and how each copy came there. */
  unexplainedCopies(): readonly string[] {
    const copies = this.#copies()
    return this.storedTwice()
      .filter((msgId) => !this.wasSentAgain(msgId))
      .map((msgId) => `${msgId}: ${JSON.stringify([...(copies.get(msgId)?.values() ?? [])])}`)
  }

  /** By unique id and place: who has consumed it there first. */
  #copies(): ReadonlyMap<string, ReadonlyMap<string, object>> {
    const copies = new Map<string, Map<string, object>>()
    this.#entries.forEach(({ member, stored }, at) => {
      if (stored === undefined) return
      const { msgId, ...how } = stored
      const ofId = copies.get(msgId) ?? new Map<string, object>()
      if (!ofId.has(how.place)) ofId.set(how.place, { ...how, member, at })
      copies.set(msgId, ofId)
    })
    return copies
  }

  /** Whether the producer sent it more than once, because an attempt got no good answer. */
  wasSentAgain(msgId: string): boolean {
    return this.#repeatedIds.has(msgId)
  }

  /** Resolves when so many sends were repeated. */
  sentAgain(count: number): Promise<void> {
    return this.until(() => this.#repeatedIds.size >= count)
  }

  /** Bodies that a member has consumed more than once. */
  consumedTwice(member: string): readonly string[] {
    const bodies = this.bodies(member)
    const seen = new Set<string>()
    return bodies.filter((body) => seen.size === seen.add(body).size)
  }

  /** The unique ids of the messages with this body. */
  idsOf(body: string): readonly string[] {
    const ofBody = this.#entries.filter((entry) => entry.body === body)
    return [...new Set(ofBody.flatMap(({ stored }) => stored?.msgId ?? []))]
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
  readonly stored: Stored | undefined
}
