import type { TextLogger } from '../log/guarded-logger.js'
import { type MessageQueue, messageQueueKey } from '../protocol/message-queue.js'
import type { WatchLimits } from '../pull/pull-watch.js'
import type { Stall } from '../pull/watched-loop.js'
import { texts } from '../texts/texts.js'
import type { ConsumerEvents } from './consumer-events.js'
import { Pauses } from './pauses.js'

/** Where messages are read from: a queue that is pulled, or what is popped from. */
export interface ReadPlace {
  readonly queue: MessageQueue
  start(): void
  pause(): void
  resume(): void
  /** Ends the reading. What is held stays. */
  stopReading(): void
  /** Starts a stalled loop anew. Returns why; `undefined` when it is well. */
  reviveIfStalled(limits: WatchLimits): Stall | undefined
}

export interface ReadPlacesParts {
  readonly events: ConsumerEvents
  readonly logger: TextLogger
}

/** The places that a member reads from at present: how they begin, pause, are watched, and end. */
export class ReadPlaces<P extends ReadPlace> {
  readonly #told: ReadPlacesParts
  readonly #places = new Map<string, P>()
  readonly #pauses = new Pauses()
  #isClosed = false

  constructor({ events, logger }: ReadPlacesParts) {
    this.#told = { events, logger }
  }

  all(): readonly P[] {
    return [...this.#places.values()]
  }

  get(queue: MessageQueue): P | undefined {
    return this.#places.get(messageQueueKey(queue))
  }

  start(added: readonly P[]): void {
    if (this.#isClosed) return
    for (const place of added) {
      if (this.isPaused(place.queue.topic)) place.pause()
      place.start()
    }
  }

  /** @param topic with the namespace; absent: everything, until it is resumed as a whole */
  pause(topic?: string): void {
    this.#pauses.pause(topic)
    this.#heedPauses()
  }

  /** @param topic with the namespace; absent: all topics that were not paused by name */
  resume(topic?: string): void {
    this.#pauses.resume(topic)
    this.#heedPauses()
  }

  /** @param topic with the namespace */
  isPaused(topic: string): boolean {
    return this.#pauses.isPaused(topic)
  }

  /** Starts stalled loops anew, and says so. Returns how many. */
  reviveStalled(limits: WatchLimits): number {
    const { events, logger } = this.#told
    const stalls = this.all().flatMap((place) => {
      const stall = place.reviveIfStalled(limits)
      return stall ? [{ queue: place.queue, reason: stall.reason, stalledForMs: stall.forMs }] : []
    })
    for (const stall of stalls) {
      logger.error(texts.logStalled(), stall)
      events.emit({ type: 'pullStalled', ...stall })
    }
    return stalls.length
  }

  /** Ends all reading; what is added later is not read. What is held stays until it is released. */
  stopReading(): void {
    this.#isClosed = true
    for (const place of this.all()) place.stopReading()
  }

  protected get isClosed(): boolean {
    return this.#isClosed
  }

  /** In the place of what was read there, if anything was. */
  protected add(place: P): void {
    this.#places.set(messageQueueKey(place.queue), place)
  }

  protected remove({ queue }: P): void {
    this.#places.delete(messageQueueKey(queue))
  }

  /** What is read of a topic and not wanted, and what is wanted and not read. */
  protected compare(topic: string, wanted: readonly MessageQueue[]) {
    const keys = new Set(wanted.map(messageQueueKey))
    return {
      surplus: this.all().filter(
        ({ queue }) => queue.topic === topic && !keys.has(messageQueueKey(queue)),
      ),
      missing: wanted.filter((queue) => this.get(queue) === undefined),
    }
  }

  #heedPauses(): void {
    for (const place of this.all()) {
      if (this.isPaused(place.queue.topic)) place.pause()
      else place.resume()
    }
  }
}
