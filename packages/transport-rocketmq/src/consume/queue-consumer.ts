import { type Delivery, type Subscription, systemClock, type TransportEvent } from '@arq/core'
import { callListener, pause, within, WorkUnderWay } from '@arq/core/internal'
import {
  ClientInstance,
  type ClientSettings,
  type MessageExt,
  type ReleaseClient,
  SimpleConsumer,
} from '@arq/rocketmq'

import { type Parcel, readParcel } from '../wire/message-form.js'
import { AckLane } from './ack-lane.js'
import { BrokerStarts } from './broker-starts.js'
import { ConsumerConnection } from './consumer-connection.js'
import { Lease } from './lease.js'
import { RocketMQDelivery, type Settlement } from './rocketmq-delivery.js'

export interface QueueConsumerParts {
  readonly queueName: string
  /** Also the name of the group. */
  readonly topic: string
  readonly prefetch: number
  readonly invisibleMs: number
  readonly clientSettings: ClientSettings
  readonly onDelivery: (delivery: Delivery) => void
  /** Sends a message to this queue again. */
  readonly sendAgain: (parcel: Parcel) => Promise<void>
  /** Sends a message that was refused to the dead letters; absent: there are none. */
  readonly sendToDeadLetters: ((parcel: Parcel) => Promise<void>) | undefined
  readonly emit: (event: TransportEvent) => void
  readonly onClosed: (consumer: QueueConsumer) => void
}

/** What one pop may bring. Source: apache/rocketmq `PopMessageProcessor.java`. */
const MOST_PER_POP = 32
/** Renewals of each invisible time: two may fail, or come late, before a message is visible again. */
const RENEWALS = 3
/** A question waits this long for a message. One that comes again, after a crash, does not end it. */
const WAIT_MS = 2000
/** Brokers hand out a timer message up to a second early (`timerPrecisionMs`); it waits here for its moment. */
const WAIT_HERE_MS = 2500
/** A message that could not be sent again comes by itself, after this time and some 2 s. */
const RELEASE_MS = 1000
/** Pause after a pop that failed in a way that the client does not retry by itself. */
const AGAIN_MS = 1000
/** Longest wait for what is settled to reach the broker when the transport closes. */
const LAST_SETTLES_MS = 10_000

/** Takes messages from one queue by POP, hides those that are held for as long as they are held, and settles each. */
export class QueueConsumer implements Subscription {
  readonly #parts: QueueConsumerParts
  readonly #client: ClientInstance
  readonly #release: ReleaseClient
  readonly #consumer: SimpleConsumer
  readonly #acks: AckLane
  readonly #connection: ConsumerConnection
  readonly #starts: BrokerStarts
  readonly #end = new AbortController()
  /** Handed out, and not settled. */
  readonly #held = new Set<RocketMQDelivery>()
  /** Came early: not handed out yet. */
  readonly #early = new Set<RocketMQDelivery>()
  /** Due, and waiting for room. */
  #due: RocketMQDelivery[] = []
  /** Settled, and on its way to the broker. */
  readonly #settling = new Set<RocketMQDelivery>()
  readonly #underWay = new WorkUnderWay()
  #renewal: NodeJS.Timeout | undefined
  #loop: Promise<void> | undefined
  #wake: (() => void) | undefined
  #leaving: Promise<void> | undefined
  #ended: Promise<void> | undefined

  constructor(parts: QueueConsumerParts) {
    this.#parts = parts
    this.#client = new ClientInstance(parts.clientSettings)
    this.#release = this.#client.acquire()
    this.#consumer = new SimpleConsumer({
      client: this.#client,
      group: parts.topic,
      consumeFrom: 'first',
      invisibleMs: parts.invisibleMs,
      // Whether a job is given up is the worker's to decide.
      maxReconsumeTimes: Infinity,
    })
    this.#acks = new AckLane(this.#consumer)
    this.#connection = new ConsumerConnection(this.#client, parts.queueName, parts.emit)
    this.#starts = new BrokerStarts(this.#client)
  }

  /** Resolves when this is a member of the group and has asked for messages once. @throws what the client throws */
  async start(): Promise<void> {
    const { topic, invisibleMs } = this.#parts
    try {
      await this.#consumer.subscribe(topic)
      await this.#consumer.start()
      const first = await this.#pop()
      this.#renewal = setInterval(() => this.#renewAll(), Math.ceil(invisibleMs / RENEWALS))
      this.#connection.watch()
      this.#loop = this.#run(first)
    } catch (error) {
      await this.#disconnect()
      throw error
    }
  }

  /** Takes nothing more, and leaves the group. What is held can still be settled. Idempotent. */
  close(): Promise<void> {
    this.#leaving ??= this.#leave()
    return this.#leaving
  }

  /** The transport closes: what is held goes back to the queue. Idempotent. */
  end(): Promise<void> {
    this.#ended ??= this.#endAll()
    return this.#ended
  }

  async #leave(): Promise<void> {
    this.#end.abort()
    this.#wake?.()
    await this.#loop
    this.#connection.stop()
    const early = [...this.#early, ...this.#due]
    this.#early.clear()
    this.#due = []
    await Promise.all(early.map((delivery) => this.#track(delivery, () => this.#sendOn(delivery))))
    await this.#consumer.close()
    this.#disconnectWhenDone()
  }

  async #endAll(): Promise<void> {
    await this.close()
    const returned = [...this.#held]
    this.#held.clear()
    for (const delivery of returned) void this.#track(delivery, () => this.#giveBack(delivery))
    await within(this.#underWay.idle(), LAST_SETTLES_MS)
    for (const { lease } of returned) lease.giveUp()
    await this.#disconnect()
  }

  async #run(first: readonly MessageExt[]): Promise<void> {
    const { signal } = this.#end
    let hasFound = first.length > 0
    while (!signal.aborted) {
      if (this.#room <= 0) {
        await new Promise<void>((resolve) => (this.#wake = resolve))
        continue
      }
      try {
        if (!hasFound) await this.#consumer.untilMessage({ timeoutMs: WAIT_MS, signal })
        if (this.#isLeaving) return
        hasFound = (await this.#pop()).length > 0
      } catch {
        // The connection tells of itself; here is nothing to do but to try again.
        hasFound = false
        await pause(AGAIN_MS, { signal })
      }
    }
  }

  get #isLeaving(): boolean {
    return this.#end.signal.aborted
  }

  /** How many more may be handed out. */
  get #room(): number {
    return this.#parts.prefetch - this.#held.size - this.#due.length
  }

  async #pop(): Promise<readonly MessageExt[]> {
    const askedMs = systemClock.monotonicNow()
    const maxMessages = Math.min(this.#room, MOST_PER_POP)
    const messages = await this.#consumer.receive({ maxMessages, timeoutMs: 0 })
    if (messages.length === 0) return messages
    const old = await this.#starts.storedBefore(messages)
    for (const message of messages) this.#take(message, askedMs, old.has(message))
    return messages
  }

  #take(message: MessageExt, askedMs: number, mayHaveRun: boolean): void {
    const { queueName, invisibleMs } = this.#parts
    const parcel = readParcel(message)
    const lease = new Lease(this.#consumer, message, invisibleMs, askedMs)
    const onSettled = (settled: RocketMQDelivery, how: Settlement): void =>
      this.#onSettled(settled, how)
    const delivery = new RocketMQDelivery({ queueName, parcel, lease, mayHaveRun, onSettled })
    const nowMs = systemClock.now()
    const { expiresAtMs = Infinity, dueAtMs = 0 } = parcel
    // A pop that was under way when the subscription closed.
    if (this.#isLeaving) {
      void this.#track(delivery, () => this.#sendOn(delivery))
      return
    }
    if (expiresAtMs <= nowMs) void this.#track(delivery, () => this.#acknowledge(delivery))
    else if (dueAtMs - nowMs > WAIT_HERE_MS)
      void this.#track(delivery, () => this.#sendOn(delivery))
    else if (dueAtMs > nowMs) this.#handOutAt(dueAtMs, delivery)
    else this.#handOut(delivery)
  }

  #handOutAt(dueAtMs: number, delivery: RocketMQDelivery): void {
    this.#early.add(delivery)
    const atDue = (): void => {
      // A timer may be a little early, too.
      const leftMs = dueAtMs - systemClock.now()
      if (leftMs > 0) {
        systemClock.setTimer(leftMs, atDue)
        return
      }
      if (!this.#early.delete(delivery)) return
      this.#due.push(delivery)
      this.#handOutDue()
    }
    systemClock.setTimer(dueAtMs - systemClock.now(), atDue)
  }

  #handOutDue(): void {
    while (this.#held.size < this.#parts.prefetch) {
      const next = this.#due.shift()
      if (!next) return
      if (!next.isStale) this.#handOut(next)
    }
  }

  #handOut(delivery: RocketMQDelivery): void {
    this.#held.add(delivery)
    callListener(() => this.#parts.onDelivery(delivery))
  }

  #onSettled(delivery: RocketMQDelivery, settlement: Settlement): void {
    const wasHeld = this.#held.delete(delivery)
    if (delivery.isStale || !wasHeld) {
      this.#tellStale()
      return
    }
    const work =
      settlement === 'ack'
        ? () => this.#acknowledge(delivery)
        : settlement === 'requeue'
          ? () => this.#giveBack(delivery)
          : () => this.#refuse(delivery)
    void this.#track(delivery, work)
    this.#onRoom()
  }

  #onRoom(): void {
    this.#handOutDue()
    this.#wake?.()
  }

  async #acknowledge({ lease }: RocketMQDelivery): Promise<void> {
    const isAcknowledged = await this.#acks.ack(lease)
    lease.giveUp()
    if (!isAcknowledged) this.#tellStale()
  }

  /** As a new message, at once: the broker's own way takes three seconds. It is there before the old one is gone. */
  async #giveBack(delivery: RocketMQDelivery): Promise<void> {
    const { parcel } = delivery
    await this.#replace(delivery, () =>
      this.#parts.sendAgain({ ...parcel, returns: parcel.returns + 1, dueAtMs: undefined }),
    )
  }

  /** Nobody has had it: it goes on as it was, with another timer where it is not due yet. */
  async #sendOn(delivery: RocketMQDelivery): Promise<void> {
    await this.#replace(delivery, () => this.#parts.sendAgain(delivery.parcel))
  }

  async #refuse(delivery: RocketMQDelivery): Promise<void> {
    const { sendToDeadLetters } = this.#parts
    const { parcel } = delivery
    if (!sendToDeadLetters) return this.#acknowledge(delivery)
    await this.#replace(delivery, () =>
      sendToDeadLetters({ ...parcel, returns: 0, dueAtMs: undefined }),
    )
  }

  async #replace(delivery: RocketMQDelivery, send: () => Promise<void>): Promise<void> {
    try {
      await send()
    } catch {
      await delivery.lease.release(RELEASE_MS)
      return
    }
    await this.#acknowledge(delivery)
  }

  async #track(delivery: RocketMQDelivery, work: () => Promise<void>): Promise<void> {
    this.#settling.add(delivery)
    this.#underWay.begin()
    try {
      await work()
    } finally {
      this.#settling.delete(delivery)
      this.#underWay.end()
      this.#disconnectWhenDone()
    }
  }

  #renewAll(): void {
    for (const delivery of this.#held) {
      if (!delivery.isStale) continue
      // Others have it: its place is free.
      this.#held.delete(delivery)
      this.#onRoom()
    }
    const open = [...this.#held, ...this.#early, ...this.#due, ...this.#settling]
    for (const { lease } of open) void lease.renew()
    this.#disconnectWhenDone()
  }

  #tellStale(): void {
    this.#parts.emit({ type: 'staleSettle', queueName: this.#parts.queueName })
  }

  /** The subscription is closed and nothing is held: there is nothing left to do here. */
  #disconnectWhenDone(): void {
    const isIdle = this.#held.size === 0 && this.#underWay.isIdle
    if (this.#leaving && !this.#consumer.isRunning && isIdle) void this.#disconnect()
  }

  async #disconnect(): Promise<void> {
    clearInterval(this.#renewal)
    this.#connection.stop()
    this.#starts.stop()
    await this.#consumer.close()
    await this.#release()
    this.#parts.onClosed(this)
  }
}
