import type { Consumption } from '../consume/consumption.js'
import type { StopSignal } from '../flow/stop-signal.js'
import type { MessageExt } from '../message/message-ext.js'
import type { PopTarget } from '../pop/pop-client.js'
import { type PopObserver, PoppedBroker } from '../pop/popped-broker.js'
import type { PoppedMessages } from '../pop/popped-messages.js'
import type { Popper } from '../pop/popper.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import type { WatchLimits } from '../pull/pull-watch.js'
import { texts } from '../texts/texts.js'
import type { ConsumerContext } from './consumer-context.js'
import type { ResolvedConsumerSettings } from './consumer-settings.js'
import { ReadPlaces } from './read-places.js'

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
export class PoppedPlaces extends ReadPlaces<PoppedBroker> {
  readonly #parts: PoppedPlacesParts

  constructor(parts: PoppedPlacesParts) {
    super(parts.context)
    this.#parts = parts
  }

  /** Stops popping from places of a topic that are not wanted, and opens those that are new, without starting them. */
  async apply(topic: string, wanted: readonly MessageQueue[]) {
    const { surplus } = this.compare(topic, wanted)
    const removed = await this.#drop(surplus, false)
    const { missing } = this.compare(topic, wanted)
    return { added: this.isClosed ? [] : missing.map((queue) => this.#open(queue)), removed }
  }

  /** Gives up all places of topics that are not consumed any more. */
  keepOnly(isWanted: (topic: string) => boolean): Promise<readonly MessageQueue[]> {
    const surplus = this.all().filter(({ queue }) => !isWanted(queue.topic))
    return this.#drop(surplus, false)
  }

  override reviveStalled({ marginMs }: WatchLimits): number {
    const { requestTimeoutMs } = this.#parts.context.client.settings.connection
    return super.reviveStalled({ marginMs, pullTimeoutMs: LONGEST_POLL_MS + requestTimeoutMs })
  }

  /** Gives up everything, once listeners have ended. */
  async releaseAll(): Promise<void> {
    await this.#drop(this.all(), true)
    await this.#parts.popping.messages.flush()
  }

  async #drop(
    surplus: readonly PoppedBroker[],
    isAtEnd: boolean,
  ): Promise<readonly MessageQueue[]> {
    for (const broker of surplus) this.remove(broker)
    await Promise.all(surplus.map((broker) => broker.drop(isAtEnd)))
    return surplus.map(({ queue }) => queue)
  }

  #open(queue: MessageQueue): PoppedBroker {
    const { context, popping, consumption } = this.#parts
    const { settings } = context
    const broker = new PoppedBroker({
      queue,
      pop: (question) => this.#pop(queue, question),
      messages: popping.messages,
      consumption,
      settings,
      observer: this.#observer(queue),
    })
    this.add(broker)
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
        logger.debug(texts.logPopFull(), { queue: place, by })
        events.emit({ type: 'full', queue: place, by })
      },
      onError: (error) => {
        counters.totals.pullErrors += 1
        logger.warn(texts.logPopFailed(), { queue: place, error })
        events.emit({ type: 'pullFailed', queue: place, error })
      },
      onUnknownSubscription: tellBrokers,
    }
  }
}
