import type { ConsumerEngine } from '../consumer/consumer-engine.js'
import type { MessageQueue } from '../protocol/message-queue.js'

/** Where a pull consumer stands in its queues, and how it gets elsewhere. Queues are named with their namespace. */
export class QueuePositions {
  readonly #engine: Pick<ConsumerEngine, 'queues' | 'offsets' | 'bounds'>

  constructor(engine: Pick<ConsumerEngine, 'queues' | 'offsets' | 'bounds'>) {
    this.#engine = engine
  }

  /** What the brokers have stored for the group. @throws when it cannot be known */
  committed(queue: MessageQueue): Promise<bigint | undefined> {
    return this.#engine.offsets.stored(queue)
  }

  /** The offset of the next message; `undefined` for a queue that this member does not have. */
  current(queue: MessageQueue): bigint | undefined {
    return this.#engine.queues.get(queue)?.processQueue.commitOffset
  }

  /** Returns whether this member has the queue. */
  async seek(queue: MessageQueue, offset: bigint): Promise<boolean> {
    const assigned = this.#engine.queues.get(queue)
    if (!assigned) return false
    await this.#engine.queues.moveTo(assigned, offset, { isStored: false })
    return true
  }

  async seekToBegin(queue: MessageQueue): Promise<boolean> {
    return this.seek(queue, await this.#engine.bounds.first(queue))
  }

  async seekToEnd(queue: MessageQueue): Promise<boolean> {
    return this.seek(queue, await this.#engine.bounds.end(queue))
  }

  /** The offset of the first message that was stored at this time or later. */
  at(queue: MessageQueue, timestampMs: number): Promise<bigint> {
    return this.#engine.bounds.at(queue, timestampMs)
  }
}
