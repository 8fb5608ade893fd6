import { type QueueInfo, systemClock } from '@arq/core'
import {
  ClientInstance,
  isRocketMQError,
  type MessageQueue,
  messageQueueKey,
  SimpleConsumer,
} from '@arq/rocketmq'

import type { Cluster } from '../connection/cluster.js'
import { AckLane } from '../consume/ack-lane.js'
import { Lease } from '../consume/lease.js'
import { questionError } from '../rocketmq-errors.js'
import { readParcel } from '../wire/message-form.js'
import type { DeclareGate } from './declare-gate.js'

/** Of a queue without consumers, so many messages at its head are looked at for those that have expired. */
const MOST_LOOKED_AT = 1000
const PURGE_INVISIBLE_MS = 60_000
const MOST_PER_POP = 32
/** A pop may find nothing while another one has the queue locked. */
const EMPTY_POPS = 3

/** Looks at queues, and empties them. */
export class QueueLooks {
  readonly #cluster: Cluster
  readonly #gate: DeclareGate

  constructor(cluster: Cluster, gate: DeclareGate) {
    this.#cluster = cluster
    this.#gate = gate
  }

  /** `undefined` when there is no such queue. Changes nothing. */
  async info(name: string): Promise<QueueInfo | undefined> {
    try {
      if (!(await this.#gate.exists(name))) return undefined
      const topic = this.#gate.topicOf(name)
      const [offsets, consumers] = await Promise.all([
        this.#waitingFrom(topic),
        this.#members(topic),
      ])
      const lag = offsets.reduce((sum, { count }) => sum + count, 0)
      const head =
        lag === 0 ? { expired: 0, oldestAt: undefined } : await this.#head(topic, offsets)
      return {
        name,
        ready: Math.max(0, lag - head.expired),
        unacknowledged: undefined,
        consumers,
        type: 'rocketmq',
        ...(head.oldestAt && { oldestAt: head.oldestAt }),
      }
    } catch (error) {
      throw questionError(error, this.#cluster.description, name)
    }
  }

  /** Takes what waits, and acknowledges it. @returns how many; `undefined` when there is no such queue */
  async purge(name: string): Promise<number | undefined> {
    try {
      if (!(await this.#gate.exists(name))) return undefined
      return await this.#takeAll(this.#gate.topicOf(name))
    } catch (error) {
      throw questionError(error, this.#cluster.description, name)
    }
  }

  /** For each RocketMQ queue, also of the messages that came again: where its waiting messages begin, and how many. */
  async #waitingFrom(topic: string): Promise<readonly Waiting[]> {
    const [stats, progress] = await Promise.all([
      this.#cluster.admin.topics.stats(topic),
      this.#progress(topic),
    ])
    const consumed = new Map(progress.map((one) => [messageQueueKey(one.queue), one]))
    const own = stats.queues.map(({ queue, minOffset, maxOffset }): Waiting => {
      const offset = consumed.get(messageQueueKey(queue))?.consumerOffset ?? minOffset
      const from = offset < minOffset ? minOffset : offset
      return { queue, from, count: Number(maxOffset - from) }
    })
    const again = progress
      .filter(({ queue }) => queue.topic !== topic)
      .map(({ queue, consumerOffset, lag }): Waiting => ({
        queue,
        from: consumerOffset,
        count: Number(lag),
      }))
    return [...own, ...again].filter(({ count }) => count > 0)
  }

  async #progress(topic: string) {
    try {
      return (await this.#cluster.admin.groups.progress(topic)).queues
    } catch (error) {
      // Nobody has consumed it yet.
      if (isRocketMQError(error) && error.code === 'ROCKETMQ_NOT_FOUND') return []
      throw error
    }
  }

  async #members(topic: string): Promise<number> {
    const { members } = await this.#cluster.admin.groups.connections(topic)
    return members.length
  }

  /** What expired at the head of the queue, and when the first message that counts was sent. */
  async #head(topic: string, offsets: readonly Waiting[]) {
    const starts = new Map(offsets.map(({ queue, from }) => [messageQueueKey(queue), from]))
    const from = {
      // A queue where nothing waits is read from beyond its end.
      offsetOf: (queue: MessageQueue) => starts.get(messageQueueKey(queue)) ?? BEYOND,
    }
    const nowMs = systemClock.now()
    let expired = 0
    const messages = this.#cluster.admin.messages.read(topic, { from, maxMessages: MOST_LOOKED_AT })
    for await (const message of messages) {
      const { expiresAtMs = Infinity } = readParcel(message)
      if (expiresAtMs > nowMs) return { expired, oldestAt: new Date(message.bornTimestamp) }
      expired += 1
    }
    return { expired, oldestAt: undefined }
  }

  async #takeAll(topic: string): Promise<number> {
    const client = new ClientInstance(this.#cluster.clientSettings)
    const consumer = new SimpleConsumer({
      client,
      group: topic,
      consumeFrom: 'first',
      invisibleMs: PURGE_INVISIBLE_MS,
      maxReconsumeTimes: Infinity,
    })
    const acks = new AckLane(consumer)
    try {
      await consumer.subscribe(topic)
      await consumer.start()
      let count = 0
      for (let emptyPops = 0; emptyPops < EMPTY_POPS;) {
        const askedMs = systemClock.monotonicNow()
        const messages = await consumer.receive({ maxMessages: MOST_PER_POP, timeoutMs: 0 })
        emptyPops = messages.length === 0 ? emptyPops + 1 : 0
        const leases = messages.map(
          (message) => new Lease(consumer, message, PURGE_INVISIBLE_MS, askedMs),
        )
        await Promise.all(leases.map((lease) => acks.ack(lease)))
        const nowMs = systemClock.now()
        count += messages.filter((one) => (readParcel(one).expiresAtMs ?? Infinity) > nowMs).length
      }
      return count
    } finally {
      await consumer.close()
      await client.close()
    }
  }
}

interface Waiting {
  readonly queue: MessageQueue
  readonly from: bigint
  readonly count: number
}

const BEYOND = 2n ** 62n
