import type { LiveEvent, LiveQuery } from '../../../src/contract/index.js'

/**
 * How the news come. `live`: pushed. `polling`: asked for, because the connection for pushing is not there or silent.
 * `lost`: the server does not answer at all.
 */
export type Connection = 'connecting' | 'live' | 'polling' | 'lost'

/** A connection over which events are pushed. */
export interface Stream {
  close(): void
}

export interface StreamListener {
  readonly onMessage: (data: string) => void
  /** The server has answered: events may come. */
  readonly onOpen?: () => void
  /** It broke off; `isForGood`: and does not come back by itself. */
  readonly onBreak: (isForGood: boolean) => void
}

/** What a feed needs of the browser. */
export interface FeedParts {
  readonly open: (query: LiveQuery, listener: StreamListener) => Stream
  readonly poll: (query: LiveQuery) => Promise<readonly LiveEvent[]>
  readonly pollEveryMs: number
  readonly onEvent: (event: LiveEvent) => void
  readonly onConnection: (connection: Connection) => void
}

// The first events come at once: a stream that has said nothing by then is held back by a proxy.
const FIRST_EVENT_WITHIN_MS = 6_000
// A stream that the server refused is tried anew after this; one that broke off comes back by itself.
const REOPEN_AFTER_MS = 15_000

/** One stream of events; while it does not come, the same events by asking. */
export class LiveFeed {
  readonly #parts: FeedParts
  readonly #query: LiveQuery
  #stream: Stream | undefined
  #isClosed = false
  #isPolling = false
  #patience: ReturnType<typeof setTimeout> | undefined
  #nextPoll: ReturnType<typeof setTimeout> | undefined
  #reopening: ReturnType<typeof setTimeout> | undefined

  constructor(query: LiveQuery, parts: FeedParts) {
    this.#query = query
    this.#parts = parts
    this.#open()
  }

  /** Looks at once whether the server is there again. */
  tryNow(): void {
    if (this.#isClosed) return
    clearTimeout(this.#nextPoll)
    this.#open()
    this.#isPolling = true
    void this.#poll()
  }

  close(): void {
    this.#isClosed = true
    this.#stream?.close()
    for (const timer of [this.#patience, this.#nextPoll, this.#reopening]) clearTimeout(timer)
  }

  #open(): void {
    this.#stream?.close()
    clearTimeout(this.#reopening)
    clearTimeout(this.#patience)
    this.#patience = setTimeout(() => this.#startPolling(), FIRST_EVENT_WITHIN_MS)
    this.#stream = this.#parts.open(this.#query, {
      onMessage: (data) => this.#onMessage(data),
      onBreak: (isForGood) => this.#onBreak(isForGood),
    })
  }

  #onBreak(isForGood: boolean): void {
    if (this.#isClosed) return
    if (isForGood) {
      clearTimeout(this.#reopening)
      this.#reopening = setTimeout(() => this.#open(), REOPEN_AFTER_MS)
    }
    this.#startPolling()
  }

  #onMessage(data: string): void {
    clearTimeout(this.#patience)
    clearTimeout(this.#nextPoll)
    this.#isPolling = false
    this.#parts.onConnection('live')
    // The contract says what an event carries.
    this.#parts.onEvent(JSON.parse(data) as LiveEvent)
  }

  #startPolling(): void {
    if (this.#isPolling || this.#isClosed) return
    this.#isPolling = true
    void this.#poll()
  }

  async #poll(): Promise<void> {
    try {
      const events = await this.#parts.poll(this.#query)
      if (!this.#goesOn()) return
      this.#parts.onConnection('polling')
      events.forEach((event) => this.#parts.onEvent(event))
    } catch {
      if (!this.#goesOn()) return
      this.#parts.onConnection('lost')
    }
    clearTimeout(this.#nextPoll)
    this.#nextPoll = setTimeout(() => void this.#poll(), this.#parts.pollEveryMs)
  }

  /** While a poll is under way the stream may have come back, or the page gone elsewhere. */
  #goesOn(): boolean {
    return this.#isPolling && !this.#isClosed
  }
}
