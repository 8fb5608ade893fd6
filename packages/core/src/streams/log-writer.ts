import { utf8Length } from '#platform'

import { isArqError } from '../errors/arq-error.js'
import { toError } from '../errors/to-error.js'
import type { StreamBatch, StreamName, StreamStore } from '../ports/stream-store.js'
import type { Clock, Timer } from '../time/clock.js'
import { GrowingPause } from '../time/growing-pause.js'

/** Between two appends, so that many small items share one. Readers hardly notice it. */
const GATHER_MS = 25

/** One append. Keeps Redis, which does nothing else meanwhile, below a few milliseconds. */
const MOST_ITEMS_PER_APPEND = 500
const MOST_BYTES_PER_APPEND = 256 * 1024

/** What may wait for the store before writers have to. */
const MOST_ITEMS_WAITING = 1000
const MOST_BYTES_WAITING = 1024 * 1024

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 2000

export interface LogWriterParts {
  readonly store: StreamStore
  readonly stream: StreamName
  readonly clock: Clock
  readonly writer: string
  readonly bounds: Pick<StreamBatch, 'ttlMs' | 'maxItems' | 'maxBytes'>
}

interface Waiting {
  readonly text: string
  readonly bytes: number
}

/**
 * Appends to one log, as one writer: what is written meanwhile goes together, and one append is under way at a time. While
 * the store is away it repeats the append, which the store recognizes.
 */
export class LogWriter {
  readonly #parts: LogWriterParts
  readonly #stopping = new AbortController()
  #waiting: Waiting[] = []
  #waitingBytes = 0
  /** Items that the store has of this writer. */
  #stored = 0
  #isSending = false
  #timer: Timer | undefined
  #lastSentMs = -Infinity
  #failure: Error | undefined
  /** Who waits for the buffer to become as small as this. */
  #room: (() => void)[] = []
  #emptied: (() => void)[] = []

  constructor(parts: LogWriterParts) {
    this.#parts = parts
  }

  /** Items that have not reached the store. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** What the store refused this log with. */
  get failure(): Error | undefined {
    return this.#failure
  }

  /** Resolves when the item is accepted: it will be stored, unless the store refuses. */
  async write(text: string): Promise<void> {
    this.#assertUsable()
    const bytes = utf8Length(text)
    this.#waiting.push({ text, bytes })
    this.#waitingBytes += bytes
    if (this.#isFull) this.#sendNow()
    else this.#sendSoon()
    while (this.#isFull) {
      await new Promise<void>((resolve) => this.#room.push(resolve))
      this.#assertUsable()
    }
  }

  /** Resolves when all that was written is stored. */
  async flush(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#failure && !this.#stopping.signal.aborted) {
      this.#sendNow()
      await new Promise<void>((resolve) => this.#emptied.push(resolve))
    }
    this.#assertUsable()
  }

  /** Drops what has not reached the store. @returns how many items those are */
  stop(): number {
    this.#stopping.abort()
    this.#timer?.cancel()
    const dropped = this.#waiting.length
    this.#drop()
    return dropped
  }

  get #isFull(): boolean {
    return this.#waiting.length > MOST_ITEMS_WAITING || this.#waitingBytes > MOST_BYTES_WAITING
  }

  #assertUsable(): void {
    if (this.#failure) throw this.#failure
  }

  #sendSoon(): void {
    if (this.#isSending || this.#timer) return
    const { clock } = this.#parts
    const waitMs = this.#lastSentMs + GATHER_MS - clock.monotonicNow()
    // All that is written in this turn goes together.
    if (waitMs <= 0) queueMicrotask(() => this.#sendNow())
    else this.#timer = clock.setTimer(waitMs, () => this.#sendNow())
  }

  #sendNow(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    if (this.#isSending || this.#waiting.length === 0 || this.#stopping.signal.aborted) return
    this.#isSending = true
    this.#lastSentMs = this.#parts.clock.monotonicNow()
    void this.#send(this.#nextBatch())
  }

  async #send(items: readonly Waiting[]): Promise<void> {
    const { store, stream, writer, bounds } = this.#parts
    const firstNumber = this.#stored + 1
    const batch = { ...bounds, writer, firstNumber, texts: items.map(({ text }) => text) }
    try {
      await this.#untilAnswered(() => store.append(stream, batch))
    } catch (error) {
      this.#failure = toError(error)
      this.#drop()
      return
    } finally {
      this.#isSending = false
    }
    if (this.#stopping.signal.aborted) return
    this.#stored += items.length
    this.#waiting.splice(0, items.length)
    for (const { bytes } of items) this.#waitingBytes -= bytes
    if (!this.#isFull) release(this.#room)
    if (this.#waiting.length === 0) release(this.#emptied)
    else if (this.#emptied.length > 0 || this.#isFull) this.#sendNow()
    else this.#sendSoon()
  }

  #nextBatch(): readonly Waiting[] {
    let bytes = 0
    const end = this.#waiting.findIndex((item, index) => {
      bytes += item.bytes
      return index === MOST_ITEMS_PER_APPEND || (index > 0 && bytes > MOST_BYTES_PER_APPEND)
    })
    return end === -1 ? [...this.#waiting] : this.#waiting.slice(0, end)
  }

  async #untilAnswered(append: () => Promise<void>): Promise<void> {
    const { clock } = this.#parts
    const { signal } = this.#stopping
    // What was dropped is not repeated.
    const isStopped = (): boolean => signal.aborted
    const pauses = { firstMs: FIRST_PAUSE_MS, longestMs: LONGEST_PAUSE_MS, clock, signal }
    const pause = new GrowingPause(pauses)
    for (;;) {
      try {
        await append()
        return
      } catch (error) {
        if (!isArqError(error) || !error.retryable || isStopped()) throw error
        await pause.wait()
      }
    }
  }

  #drop(): void {
    this.#waiting = []
    this.#waitingBytes = 0
    release(this.#room)
    release(this.#emptied)
  }
}

function release(waiting: (() => void)[]): void {
  for (const resolve of waiting.splice(0)) resolve()
}
