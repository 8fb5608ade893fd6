import { Rhythm } from '../client/rhythm.js'
import type { Consumption } from '../consume/consumption.js'
import { isRocketMQError } from '../errors/errors.js'
import type { StopSignal } from '../flow/stop-signal.js'
import type { MessageExt } from '../message/message-ext.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import { type FullBy, fullBy, type PullLimits } from '../pull/pull-limits.js'
import type { WatchLimits } from '../pull/pull-watch.js'
import { RequestLoop } from '../pull/request-loop.js'
import { type Stall, WatchedLoop } from '../pull/watched-loop.js'
import type { PoppedMessages } from './popped-messages.js'
import { PoppedQueue } from './popped-queue.js'
import { MAX_POP } from './popper.js'

export interface PoppedBrokerParts {
  /** What is popped: the queue id -1 is every queue of the broker. */
  readonly queue: MessageQueue
  /** Asks the broker for messages. */
  readonly pop: (question: PlaceQuestion) => Promise<readonly MessageExt[]>
  readonly messages: PoppedMessages
  readonly consumption: Consumption
  readonly settings: PoppedBrokerSettings
  readonly observer: PopObserver
}

interface PoppedBrokerSettings {
  readonly popInvisibleMs: number
  /** Messages that may be held of one place. */
  readonly popThresholdMessages: number
  readonly pullThresholdBytes: number
  readonly pullRetryDelayMs: number
}

interface PlaceQuestion {
  readonly maxMessages: number
  readonly signal: StopSignal
}

/** Who is told what popping meets. Nothing here may throw. */
export interface PopObserver {
  onMessages(count: number, tookMs: number): void
  onFull(by: FullBy): void
  onError(error: unknown): void
  /** The broker does not know the subscription. Resolves when it has been told again. */
  onUnknownSubscription(): Promise<unknown>
}

/** Renewals of each invisible time: two may fail, or come late, before a message is visible again. */
const RENEWALS = 3

/** Pops from one place as long as there is room, and keeps hidden what is not yet consumed. */
export class PoppedBroker {
  readonly queue: MessageQueue
  readonly #parts: PoppedBrokerParts
  readonly #limits: PullLimits
  readonly #queues = new Map<number, PoppedQueue>()
  readonly #renewal: Rhythm
  readonly #loop: WatchedLoop
  #onRoom: (() => void) | undefined
  #isDropped = false
  /** Milliseconds since 1970; 0 before the first one. */
  lastPoppedAtMs = 0

  constructor(parts: PoppedBrokerParts) {
    const { queue, settings } = parts
    this.queue = queue
    this.#parts = parts
    this.#limits = {
      maxMessages: settings.popThresholdMessages,
      maxBytes: settings.pullThresholdBytes,
      maxSpan: Infinity,
    }
    this.#renewal = new Rhythm(Math.ceil(settings.popInvisibleMs / RENEWALS), () => this.#renew())
    this.#loop = new WatchedLoop(() => this.#newLoop(), this)
  }

  /** Messages that are not consumed. */
  get count(): number {
    return this.queues().reduce((sum, { processQueue }) => sum + processQueue.count, 0)
  }

  /** Bytes of their bodies. */
  get bytes(): number {
    return this.queues().reduce((sum, { processQueue }) => sum + processQueue.bytes, 0)
  }

  /** The queues that messages came from. */
  queues(): readonly PoppedQueue[] {
    return [...this.#queues.values()]
  }

  start(): void {
    this.#renewal.start()
    this.#loop.start()
  }

  pause(): void {
    this.#loop.pause()
  }

  resume(): void {
    this.#loop.resume()
  }

  /** Ends the popping. Messages that are held stay, and stay hidden. */
  stopReading(): void {
    this.#loop.stop()
  }

  /**
   * Gives everything up: what no listener has begun with is left to others; what runs stays hidden, and is settled when
   * it ends.
   * @param isAtEnd nobody waits for listeners any more: what still runs comes again
   */
  async drop(isAtEnd: boolean): Promise<void> {
    const { messages, consumption } = this.#parts
    this.#isDropped = true
    this.stopReading()
    if (isAtEnd) await this.#renewal.stop()
    const queues = this.queues()
    for (const queue of queues) {
      queue.processQueue.isDropped = true
      consumption.abort(queue)
    }
    await messages.handOver(queues.flatMap((queue) => queue.waiting()))
  }

  reviveIfStalled(limits: WatchLimits): Stall | undefined {
    return this.#loop.reviveIfStalled(limits)
  }

  #newLoop(): RequestLoop {
    const { observer } = this.#parts
    return new RequestLoop({
      fullBy: () => fullBy({ count: this.count, bytes: this.bytes, span: 0 }, this.#limits),
      onRoom: (listener) => {
        this.#onRoom = listener
      },
      request: (signal) => this.#pop(signal),
      afterError: (error) => this.#afterError(error),
      onFull: (by) => observer.onFull(by),
    })
  }

  async #pop(signal: StopSignal): Promise<number> {
    const { pop, messages, observer } = this.#parts
    const startedMs = performance.now()
    this.lastPoppedAtMs = Date.now()
    const maxMessages = Math.min(MAX_POP, this.#limits.maxMessages)
    const popped = await pop({ maxMessages, signal })
    if (signal.aborted) {
      await messages.handOver(popped)
      return 0
    }
    if (popped.length === 0) return 0
    observer.onMessages(popped.length, performance.now() - startedMs)
    for (const [queueId, ofQueue] of byQueue(popped)) {
      const queue = this.#queueOf(queueId)
      this.#parts.consumption.submit(queue, queue.insert(ofQueue))
    }
    return 0
  }

  async #renew(): Promise<void> {
    const queues = this.queues()
    const taken = queues.flatMap((queue) => queue.taken())
    const waiting = this.#isDropped ? [] : queues.flatMap((queue) => queue.waiting())
    if (this.#isDropped && taken.length === 0) void this.#renewal.stop()
    else await this.#parts.messages.renew([...taken, ...waiting])
  }

  async #afterError(error: unknown): Promise<number> {
    const { observer, settings } = this.#parts
    observer.onError(error)
    const code = isRocketMQError(error) ? error.code : undefined
    if (code === 'ROCKETMQ_SUBSCRIPTION_UNKNOWN') await observer.onUnknownSubscription()
    return settings.pullRetryDelayMs
  }

  #queueOf(queueId: number): PoppedQueue {
    const known = this.#queues.get(queueId)
    if (known) return known
    const { messages } = this.#parts
    const { topic, brokerName } = this.queue
    const made = new PoppedQueue({ topic, brokerName, queueId }, (message) =>
      messages.onDone(message),
    )
    made.processQueue.onRoom(() => this.#onRoom?.())
    this.#queues.set(queueId, made)
    return made
  }
}

function byQueue(messages: readonly MessageExt[]): ReadonlyMap<number, readonly MessageExt[]> {
  const queues = new Map<number, MessageExt[]>()
  for (const message of messages) {
    const ofQueue = queues.get(message.queueId) ?? []
    ofQueue.push(message)
    queues.set(message.queueId, ofQueue)
  }
  return queues
}
