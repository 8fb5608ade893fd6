import type { Consumption } from '../consume/consumption.js'
import type { StopSignal } from '../flow/stop-signal.js'
import type { MessageExt } from '../message/message-ext.js'
import type { PopTarget } from '../pop/pop-client.js'
import { type PopObserver, PoppedBroker } from '../pop/popped-broker.js'
import type { PoppedMessages } from '../pop/popped-messages.js'
import type { Popper } from '../pop/popper.js'
import { type MessageQueue, messageQueueKey } from '../protocol/message-queue.js'
import type { WatchLimits } from '../pull/pull-watch.js'
import type { ConsumerContext } from './consumer-context.js'
import type { ResolvedConsumerSettings } from './consumer-settings.js'
import { Pauses } from './pauses.js'

/** What pops messages for a consumer. */
export interface Popping {
  readonly popper: Popper
  readonly messages: PoppedMessages
}

export interface PoppedPlacesParts {
  readonly context: ConsumerContext<ResolvedConsumerSettings>
  readonly popping: Popping
  readonly consumption: Consumption
  readonly tellBrokers: () => Promise<void>
}

/**
 * How long a broker may hold one pop. A message that comes again does not wake a pop that waits, so a longer one would
 * find it later.
 */
const LONGEST_POLL_MS = 5000

/** The places that this member pops from at present: a queue of a broker, or all queues of it. */
export class PoppedPlaces {
  readonly #parts: PoppedPlacesParts
  readonly #places = new Map<string, PoppedBroker>()
  readonly #pauses = new Pauses()
  #isClosed = false

  constructor(parts: PoppedPlacesParts) {
    this.#parts = parts
  }

  all(): readonly PoppedBroker[] {
    return [...this.#places.values()]
  }

  /** Stops popping from places of a topic that are not wanted, and opens those that are new, without starting them. */
  async apply(topic: string, wanted: readonly MessageQueue[]) {
    const keys = new Set(wanted.map(messageQueueKey))
    const removed = await this.#drop(
      ({ place }) => place.topic === topic && !keys.has(messageQueueKey(place)),
      false,
    )
    const added = wanted.filter((place) => !this.#places.has(messageQueueKey(place)))
    return { added: this.#isClosed ? [] : added.map((place) => this.#open(place)), removed }
  }

  /** Gives up all places of topics that are not consumed any more. */
  keepOnly(isWanted: (topic: string) => boolean): Promise<readonly MessageQueue[]> {
    return this.#drop(({ place }) => !isWanted(place.topic), false)
  }

  start(added: readonly PoppedBroker[]): void {
    if (this.#isClosed) return
    for (const broker of added) {
      if (this.#pauses.isPaused(broker.place.topic)) broker.pause()
      broker.start()
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

  /** Starts stalled loops anew, and says so. Returns how many. */
  reviveStalled(limits: Pick<WatchLimits, 'marginMs'>): number {
    const { events, logger, client } = this.#parts.context
    const { requestTimeoutMs } = client.settings.connection
    let count = 0
    for (const broker of this.all()) {
      const stall = broker.reviveIfStalled({
        ...limits,
        pullTimeoutMs: LONGEST_POLL_MS + requestTimeoutMs,
      })
      if (stall === undefined) continue
      count += 1
      const about = { queue: broker.place, reason: stall.reason, stalledForMs: stall.forMs }
      logger.error('a pop loop had stopped and is started anew', about)
      events.emit({ type: 'pullStalled', ...about })
    }
    return count
  }

  /** Ends all popping. What is held stays hidden until {@link releaseAll}. */
  stopPopping(): void {
    this.#isClosed = true
    for (const broker of this.all()) broker.stopPopping()
  }

  /** Gives up everything, once listeners have ended. */
  async releaseAll(): Promise<void> {
    await this.#drop(() => true, true)
    await this.#parts.popping.messages.flush()
  }

  #heedPauses(): void {
    for (const broker of this.all()) {
      if (this.#pauses.isPaused(broker.place.topic)) broker.pause()
      else broker.resume()
    }
  }

  async #drop(
    isSurplus: (broker: PoppedBroker) => boolean,
    isAtEnd: boolean,
  ): Promise<readonly MessageQueue[]> {
    const surplus = this.all().filter(isSurplus)
    for (const { place } of surplus) this.#places.delete(messageQueueKey(place))
    await Promise.all(surplus.map((broker) => broker.drop(isAtEnd)))
    return surplus.map(({ place }) => place)
  }

  #open(place: MessageQueue): PoppedBroker {
    const { context, popping, consumption } = this.#parts
    const { settings } = context
    const broker = new PoppedBroker({
      place,
      pop: (question) => this.#pop(place, question),
      messages: popping.messages,
      consumption,
      settings,
      observer: this.#observer(place),
    })
    this.#places.set(messageQueueKey(place), broker)
    return broker
  }

  async #pop(
    { topic, brokerName, queueId }: MessageQueue,
    question: { readonly maxMessages: number; readonly signal: StopSignal },
  ): Promise<readonly MessageExt[]> {
    const { context, popping } = this.#parts
    const { client, settings } = context
    const address = client.routes.masterAddress(brokerName)
    const target: PopTarget = { topic, brokerName, address, queueId }
    const { suspendTimeoutMs, popInvisibleMs: invisibleMs } = settings
    const pollMs = Math.min(suspendTimeoutMs, LONGEST_POLL_MS)
    return popping.popper.pop(target, { ...question, invisibleMs, pollMs })
  }

  #observer(place: MessageQueue): PopObserver {
    const { context, tellBrokers } = this.#parts
    const { counters, events, logger } = context
    return {
      onMessages: (count, tookMs) => counters.pulled(place.topic, count, tookMs),
      onFull: (by) => {
        logger.debug('a broker is not popped from until listeners catch up', { queue: place, by })
        events.emit({ type: 'full', queue: place, by })
      },
      onError: (error) => {
        counters.totals.pullErrors += 1
        logger.warn('a pop failed; the next one follows', { queue: place, error })
        events.emit({ type: 'pullFailed', queue: place, error })
      },
      onUnknownSubscription: tellBrokers,
    }
  }
}
