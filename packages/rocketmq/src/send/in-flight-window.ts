import { SendBufferFull } from '../errors/errors.js'
import { Fifo } from '../flow/fifo.js'
import { texts } from '../texts/texts.js'
import type { ProducerEvents } from './producer-events.js'

export interface InFlightLimits {
  readonly maxMessages: number
  readonly maxBytes: number
  readonly whenFull: 'wait' | 'reject'
  readonly maxWaiting: number
}

/** A send that waits for room. */
interface Waiting {
  readonly bytes: number
  readonly enter: () => void
  /** Its limit came first. It still stands in the queue. */
  hasLeft: boolean
}

/**
 * Bounds what is under way: so many sends, so many bytes. Those beyond wait in the order they came, and they too are
 * bounded: in number by their own limit, in bytes by the same one.
 */
export class InFlightWindow {
  readonly #limits: InFlightLimits
  readonly #events: ProducerEvents
  readonly #queue = new Fifo<Waiting>()
  /** Those in the queue that have not left. */
  #waitingCount = 0
  readonly #onEmpty: (() => void)[] = []
  #count = 0
  #bytes = 0
  #waitingBytes = 0
  #isFull = false

  constructor(limits: InFlightLimits, events: ProducerEvents) {
    this.#limits = limits
    this.#events = events
  }

  get count(): number {
    return this.#count
  }

  get bytes(): number {
    return this.#bytes
  }

  get waitingCount(): number {
    return this.#waitingCount
  }

  /** Takes room if there is some and nobody waits for it already. */
  tryEnter(bytes: number): boolean {
    if (this.#waitingCount > 0 || !this.#fits(bytes)) return false
    this.#count += 1
    this.#bytes += bytes
    return true
  }

  /**
   * Takes room as soon as there is some.
   * @param leaveQueue registers what makes it give up waiting: the time limit, the caller's signal
   * @throws {@link SendBufferFull} when waiting is not wanted, or too many wait already
   */
  enter(bytes: number, leaveQueue: (giveUp: (error: Error) => void) => () => void): Promise<void> {
    if (this.tryEnter(bytes)) return Promise.resolve()
    this.#markFull()
    if (!this.#mayWait(bytes)) return Promise.reject(this.#fullError())
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        bytes,
        enter: () => {
          stop()
          resolve()
        },
        hasLeft: false,
      }
      this.#queue.push(waiting)
      this.#waitingCount += 1
      this.#waitingBytes += bytes
      const stop = leaveQueue((error) => {
        waiting.hasLeft = true
        this.#forget(waiting)
        this.#closeRanks()
        reject(error)
        // Those behind it may be smaller.
        this.#admit()
        this.#tellIfEmpty()
      })
    })
  }

  leave(bytes: number): void {
    this.#count -= 1
    this.#bytes -= bytes
    if (this.#isFull) this.#admit()
    if (this.#count === 0) this.#tellIfEmpty()
  }

  /** Resolves when nothing is under way and nobody waits. */
  whenEmpty(): Promise<void> {
    if (this.#count === 0 && this.#waitingCount === 0) return Promise.resolve()
    return new Promise((resolve) => void this.#onEmpty.push(resolve))
  }

  #fullError(): SendBufferFull {
    const { maxMessages, maxBytes } = this.#limits
    const details = {
      inFlight: this.#count,
      inFlightBytes: this.#bytes,
      waiting: this.#waitingCount,
      maxMessages,
      maxBytes,
    }
    return new SendBufferFull({
      code: 'ROCKETMQ_SEND_BUFFER_FULL',
      text: texts.sendBufferFull(details),
      details,
    })
  }

  #fits(bytes: number): boolean {
    // One that is larger than the whole goes when it is alone.
    if (this.#count === 0) return true
    const { maxMessages, maxBytes } = this.#limits
    return this.#count < maxMessages && this.#bytes + bytes <= maxBytes
  }

  #mayWait(bytes: number): boolean {
    const { whenFull, maxWaiting, maxBytes } = this.#limits
    if (whenFull === 'reject' || this.#waitingCount >= maxWaiting) return false
    return this.#waitingCount === 0 || this.#waitingBytes + bytes <= maxBytes
  }

  /** It waits no longer. */
  #forget({ bytes }: Waiting): void {
    this.#waitingCount -= 1
    this.#waitingBytes -= bytes
  }

  /** Whoever left goes out of the queue when half of it has left, so that it costs as little as what waits. */
  #closeRanks(): void {
    if (this.#queue.size <= this.#waitingCount * 2) return
    const staying = this.#queue.slice().filter(({ hasLeft }) => !hasLeft)
    this.#queue.clear()
    for (const waiting of staying) this.#queue.push(waiting)
  }

  #admit(): void {
    for (let waiting = this.#queue.at(0); waiting; waiting = this.#queue.at(0)) {
      if (!waiting.hasLeft) {
        if (!this.#fits(waiting.bytes)) return
        this.#forget(waiting)
        this.#count += 1
        this.#bytes += waiting.bytes
      }
      this.#queue.shift()
      if (!waiting.hasLeft) waiting.enter()
    }
    this.#isFull = false
    this.#events.emit({ type: 'drained' })
  }

  #markFull(): void {
    if (this.#isFull) return
    this.#isFull = true
    this.#events.emit({ type: 'full', inFlight: this.#count, inFlightBytes: this.#bytes })
  }

  #tellIfEmpty(): void {
    if (this.#count > 0 || this.#waitingCount > 0) return
    for (const resolve of this.#onEmpty.splice(0)) resolve()
  }
}
