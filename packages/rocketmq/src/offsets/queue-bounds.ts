import type { BrokerClient } from '../broker/broker-client.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import type { RouteTable } from '../routing/route-table.js'
import type { StartOffset } from './start-offset.js'

export interface QueueBoundsParts {
  readonly brokers: Pick<BrokerClient, 'minOffset' | 'maxOffset' | 'searchOffset'>
  readonly routes: RouteTable
}

/** Asks the master of a queue for its first and last offset, and for that of a time. */
export class QueueBounds {
  readonly #parts: QueueBoundsParts

  constructor(parts: QueueBoundsParts) {
    this.#parts = parts
  }

  /** The offset of the oldest message that is kept. */
  async first(queue: MessageQueue): Promise<bigint> {
    return this.#parts.brokers.minOffset(this.#addressOf(queue), queue)
  }

  /** The offset that the next message will get. */
  async end(queue: MessageQueue): Promise<bigint> {
    return this.#parts.brokers.maxOffset(this.#addressOf(queue), queue)
  }

  /** The offset of the first message that was stored at this time or later. */
  async at(queue: MessageQueue, timestampMs: number): Promise<bigint> {
    return this.#parts.brokers.searchOffset(this.#addressOf(queue), queue, timestampMs)
  }

  /** @throws what the calls throw: an offset is never guessed */
  async find(queue: MessageQueue, start: StartOffset): Promise<bigint> {
    switch (start.kind) {
      case 'at':
        return start.offset
      case 'end':
        return this.end(queue)
      case 'time':
        return this.at(queue, start.timestampMs)
    }
  }

  #addressOf(queue: MessageQueue): string {
    const { routes } = this.#parts
    const host = routes.peek(queue.topic)?.publish.hostBroker(queue) ?? queue.brokerName
    return routes.masterAddress(host)
  }
}
