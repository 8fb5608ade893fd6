import type { BrokerClient } from '../broker/broker-client.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import type { RouteTable } from '../routing/route-table.js'
import type { OffsetStore, QueueOffset } from './offset-store.js'

export interface BrokerOffsetStoreParts {
  readonly brokers: Pick<BrokerClient, 'consumerOffset' | 'commitConsumerOffset'>
  readonly routes: RouteTable
  /** With the namespace. */
  readonly group: string
}

/**
 * Keeps offsets at the broker of each queue: the store of clustering consumers.
 *
 * A broker can lose an offset that it has confirmed: when it is killed within the 5 s between two writes of its file, and
 * when the first offsets of a group in a topic come at the same time, because `ConsumerOffsetManager.commitOffset` makes
 * the group's table without a lock. So the first offset of a topic is written alone, and all are written again each round.
 *
 * Source: apache/rocketmq `client/.../consumer/store/RemoteBrokerOffsetStore.java`.
 */
export class BrokerOffsetStore implements OffsetStore {
  readonly mayLoseWrites = true
  readonly #parts: BrokerOffsetStoreParts
  /** The first write to each topic of each broker. */
  readonly #firstWrites = new Map<string, Promise<unknown>>()

  constructor(parts: BrokerOffsetStoreParts) {
    this.#parts = parts
  }

  async read(queue: MessageQueue): Promise<bigint | undefined> {
    const { brokers, routes } = this.#parts
    const { address } = routes.readAddress(hostOf(routes, queue))
    return brokers.consumerOffset(address, this.#placeOf(queue))
  }

  async write(offsets: readonly QueueOffset[]): Promise<void> {
    const writes = offsets.map((one) => this.#writeInTurn(one))
    const failed = (await Promise.allSettled(writes)).find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
  }

  async #writeInTurn(one: QueueOffset): Promise<void> {
    const { topic } = one.queue
    // By the broker that has the queue now: one that a queue of a static topic has moved to has no offset of the group yet.
    const key = `${hostOf(this.#parts.routes, one.queue)} ${topic}`
    const first = this.#firstWrites.get(key)
    if (first === undefined) {
      const writing = this.#writeOne(one)
      this.#firstWrites.set(key, writing)
      await writing.catch((error: unknown) => {
        this.#firstWrites.delete(key)
        throw error
      })
      return
    }
    await first
    await this.#writeOne(one)
  }

  async #writeOne({ queue, offset }: QueueOffset): Promise<void> {
    const { brokers, routes } = this.#parts
    const address = routes.masterAddress(hostOf(routes, queue))
    await brokers.commitConsumerOffset(address, this.#placeOf(queue), offset)
  }

  #placeOf({ topic, brokerName, queueId }: MessageQueue) {
    return { consumerGroup: this.#parts.group, topic, queueId, brokerName }
  }
}

/** The broker that hosts a queue: of a static topic it is not the one that the queue names. */
function hostOf(routes: RouteTable, queue: MessageQueue): string {
  return routes.peek(queue.topic)?.publish.hostBroker(queue) ?? queue.brokerName
}
