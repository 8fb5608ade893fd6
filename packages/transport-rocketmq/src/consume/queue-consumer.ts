import {
  ClosedError,
  type Delivery,
  type Subscription,
  systemClock,
  type TransportEvent,
} from '@arq/core'
import { callListener, pause, within } from '@arq/core/internal'
import {
  ClientInstance,
  type ClientSettings,
  type MessageExt,
  type ReleaseClient,
  SimpleConsumer,
} from '@arq/rocketmq'

import { type Parcel, readParcel } from '../wire/message-form.js'
import { BrokerStarts } from './broker-starts.js'
import { ConsumerConnection } from './consumer-connection.js'
import { EarlyDeliveries } from './early-deliveries.js'
import { Lease } from './lease.js'
import { RocketMQDelivery, type Settlement } from './rocketmq-delivery.js'
import { Settler } from './settler.js'

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
/** Pause after a pop that failed in a way that the client does not retry by itself. */
const AGAIN_MS = 1000
/**
 * Longest wait for an answer. What a broker has handed out with one that comes later is hidden from everybody until its
 * invisible time is over, so a busy broker gets longer than the 3 s that other calls wait.
 */
const ANSWER_WITHIN_MS = 10_000
/** Longest wait for what is settled to reach the broker when the transport closes. */
const LAST_SETTLES_MS = 10_000

/** Takes messages from one queue by POP, and hides those that are held for as long as they are held. */
export class QueueConsumer implements Subscription {
  readonly #parts: QueueConsumerParts
  readonly #client: ClientInstance
  readonly #release: ReleaseClient
  readonly #consumer: SimpleConsumer
  readonly #settler: Settler
  readonly #connection: ConsumerConnection
  readonly #starts: BrokerStarts
  readonly #end = new AbortController()
  /** Handed out, and not settled. */
  readonly #held = new Set<RocketMQDelivery>()
  readonly #early = new EarlyDeliveries((delivery) => {
    this.#due.push(delivery)
    this.#handOutDue()
  })
  /** Due, and waiting for room. */
  readonly #due: RocketMQDelivery[] = []
  #renewal: NodeJS.Timeout | undefined
  #starting: Promise<void> | undefined
  #loop: Promise<void> | undefined
  #wake: (() => void) | undefined
  #leaving: Promise<void> | undefined
  #ended: Promise<void> | undefined

  constructor(parts: QueueConsumerParts) {
    this.#parts = parts
    const { connection, ...settings } = parts.clientSettings
    const patient = { ...connection, requestTimeoutMs: ANSWER_WITHIN_MS }
    this.#client = new ClientInstance({ ...settings, connection: patient })
    this.#release = this.#client.acquire()
    this.#consumer = new SimpleConsumer({
      client: this.#client,
      group: parts.topic,
      consumeFrom: 'first',
      invisibleMs: parts.invisibleMs,
      // Whether a job is given up is the worker's to decide.
      maxReconsumeTimes: Infinity,
    })
    this.#settler = new Settler({
      acknowledger: this.#consumer,
      sendAgain: parts.sendAgain,
      sendToDeadLetters: parts.sendToDeadLetters,
      onStale: () => this.#tellStale(),
      onDone: () => this.#disconnectWhenDone(),
    })
    this.#connection = new ConsumerConnection(this.#client, parts.queueName, parts.emit)
    this.#starts = new BrokerStarts(this.#client)
  }

  /**
   * Resolves when this is a member of the group and has asked for messages once.
   * @throws what the client throws; {@link ClosedError} when it was closed meanwhile
   */
  start(): Promise<void> {
    this.#starting ??= this.#begin()
    return this.#starting
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

  async #begin(): Promise<void> {
    const { topic, invisibleMs } = this.#parts
    try {
      await this.#consumer.subscribe(topic)
      await this.#consumer.start()
      const first = await this.#pop()
      if (this.#isLeaving) throw new ClosedError('RocketMQTransport')
      this.#renewal = setInterval(() => this.#renewAll(), Math.ceil(invisibleMs / RENEWALS))
      this.#connection.watch()
      this.#loop = this.#run(first)
    } catch (error) {
      await this.#disconnect()
      throw error
    }
  }

  async #leave(): Promise<void> {
    this.#end.abort()
    this.#wake?.()
    // Nothing is handed out from here on, whatever a pop that is under way still brings.
    const early = [...this.#early.takeAll(), ...this.#due.splice(0)]
    const sendingOn = early.map((delivery) => this.#settler.sendOn(delivery))
    // Who started it is told of a failure.
    await this.#starting?.catch(() => undefined)
    await this.#loop
    this.#connection.stop()
    await Promise.all(sendingOn)
    await this.#consumer.close()
    this.#disconnectWhenDone()
  }

  async #endAll(): Promise<void> {
    await this.close()
    const returned = [...this.#held]
    this.#held.clear()
    for (const delivery of returned) void this.#settler.giveBack(delivery)
    await within(this.#settler.idle(), LAST_SETTLES_MS)
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
    // The answer came so late that others may have it.
    if (delivery.isStale) return
    const nowMs = systemClock.now()
    const { expiresAtMs = Infinity, dueAtMs = 0 } = parcel
    if (expiresAtMs <= nowMs) void this.#settler.acknowledge(delivery)
    else if (this.#isLeaving || dueAtMs - nowMs > WAIT_HERE_MS) void this.#settler.sendOn(delivery)
    else if (dueAtMs > nowMs) this.#early.add(delivery, dueAtMs)
    else this.#handOut(delivery)
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
    void this.#settler.settle(delivery, settlement)
    this.#onRoom()
  }

  #onRoom(): void {
    this.#handOutDue()
    this.#wake?.()
  }

  #renewAll(): void {
    for (const delivery of this.#held) {
      if (!delivery.isStale) continue
      // Others have it: its place is free.
      this.#held.delete(delivery)
      this.#onRoom()
    }
    const open = [...this.#held, ...this.#early, ...this.#due, ...this.#settler.deliveries]
    for (const { lease } of open) void lease.renew()
    this.#disconnectWhenDone()
  }

  #tellStale(): void {
    this.#parts.emit({ type: 'staleSettle', queueName: this.#parts.queueName })
  }

  /** The subscription is closed and nothing is held: there is nothing left to do here. */
  #disconnectWhenDone(): void {
    const isIdle = this.#held.size === 0 && this.#settler.isIdle
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
