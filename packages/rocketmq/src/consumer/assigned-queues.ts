import type { Consumption } from '../consume/consumption.js'
import type { OffsetTable } from '../offsets/offset-table.js'
import { type MessageQueue, messageQueueKey } from '../protocol/message-queue.js'
import { texts } from '../texts/texts.js'
import type { AssignedQueue } from './assigned-queue.js'
import { ReadPlaces, type ReadPlacesParts } from './read-places.js'

export interface AssignedQueuesParts extends ReadPlacesParts {
  readonly offsets: OffsetTable
  /** The offset to begin with. Rejects when it cannot be known. */
  readonly startOffsetOf: (queue: MessageQueue) => Promise<bigint>
  readonly open: (queue: MessageQueue, offset: bigint) => AssignedQueue
  /** Before a queue is taken and after it is given up: the locks of orderly consumption. */
  readonly ownership: QueueOwnership
  readonly consumption: Consumption
}

/** Makes a queue this member's own, where that takes more than the allocation. */
export interface QueueOwnership {
  /** Returns whether the queue is this member's now. */
  acquire(queue: MessageQueue): Promise<boolean>
  /** Resolves when others may have the queue: its listener has ended, or had long enough. */
  release(assigned: AssignedQueue, withinMs?: number): Promise<void>
  /** Keeps queues this member's. */
  renew(queues: readonly MessageQueue[]): Promise<void>
}

/** What a rebalance round has changed. */
export interface AssignmentChange {
  readonly added: readonly AssignedQueue[]
  readonly removed: readonly MessageQueue[]
  /** Every queue that is wanted is here. */
  readonly isComplete: boolean
}

/** The queues that this member has at present. */
export class AssignedQueues extends ReadPlaces<AssignedQueue> {
  readonly #parts: AssignedQueuesParts
  /** Given up, but not yet released: they may not be taken again meanwhile. */
  readonly #leaving = new Map<string, Promise<void>>()

  constructor(parts: AssignedQueuesParts) {
    super(parts)
    this.#parts = parts
  }

  /**
   * Gives up the queues of a topic that are not wanted, and takes those that are new. New ones are returned without
   * being started. A queue that cannot be taken now, because its offset cannot be known or somebody else has it, is left
   * for the next round.
   */
  async apply(topic: string, wanted: readonly MessageQueue[]): Promise<AssignmentChange> {
    const { surplus } = this.compare(topic, wanted)
    await Promise.all(surplus.map((assigned) => this.#giveUp(assigned)))
    // Not before those have gone: what is wanted may have changed hands meanwhile.
    const { missing } = this.compare(topic, wanted)
    const taken = await Promise.all(missing.map((queue) => this.#take(queue)))
    return {
      added: taken.filter((assigned) => assigned !== undefined),
      removed: surplus.map(({ queue }) => queue),
      isComplete: !taken.includes(undefined),
    }
  }

  /** Gives up all queues of topics that are not consumed any more. Returns them. */
  async keepOnly(isWanted: (topic: string) => boolean): Promise<readonly MessageQueue[]> {
    const surplus = this.all().filter(({ queue }) => !isWanted(queue.topic))
    await Promise.all(surplus.map((assigned) => this.#giveUp(assigned)))
    return surplus.map(({ queue }) => queue)
  }

  /**
   * Goes on at another offset: what is held of the queue counts no more.
   * @param isStored whether the offset is the group's from now on, or only once messages after it are consumed
   */
  async moveTo(old: AssignedQueue, offset: bigint, { isStored = true } = {}): Promise<void> {
    const { offsets, open, consumption, events, logger } = this.#parts
    const { queue } = old
    if (!this.#isCurrent(old)) return
    const from = old.processQueue.commitOffset
    old.drop()
    consumption.disown(old)
    consumption.abort(old)
    if (isStored) {
      offsets.freeze(queue, offset)
      await offsets.persist(queue)
      if (!this.#isCurrent(old)) return
    }
    offsets.forget(queue)
    if (isStored) offsets.set(queue, offset)
    logger.info(texts.logOffsetMoved(), { queue, from, to: offset })
    events.emit({ type: 'offsetMoved', queue, from, to: offset })
    const opened = open(queue, offset)
    this.add(opened)
    this.start([opened])
  }

  /** Gives up everything, once listeners have ended and offsets are stored. */
  async releaseAll(): Promise<void> {
    const all = this.all()
    for (const assigned of all) assigned.processQueue.isDropped = true
    for (const assigned of all) this.remove(assigned)
    // Listeners have had their time already.
    await Promise.all(all.map((assigned) => this.#parts.ownership.release(assigned, 0)))
    await Promise.all(this.#leaving.values())
  }

  #isCurrent(assigned: AssignedQueue): boolean {
    return this.get(assigned.queue) === assigned && !this.isClosed
  }

  async #take(queue: MessageQueue): Promise<AssignedQueue | undefined> {
    const { offsets, startOffsetOf, open, ownership, logger } = this.#parts
    const key = messageQueueKey(queue)
    if (this.#leaving.has(key)) return undefined
    try {
      if (!(await ownership.acquire(queue))) return undefined
      offsets.forget(queue)
      const offset = await startOffsetOf(queue)
      if (this.get(queue)) return undefined
      // Stored with the next round: a new group would otherwise begin elsewhere after a restart.
      offsets.set(queue, offset)
      const opened = open(queue, offset)
      this.add(opened)
      return opened
    } catch (error) {
      logger.warn(texts.logQueueNotTaken(), { queue, error })
      return undefined
    }
  }

  async #giveUp(assigned: AssignedQueue): Promise<void> {
    const { offsets, ownership, consumption } = this.#parts
    const { queue } = assigned
    const key = messageQueueKey(queue)
    assigned.drop()
    consumption.abort(assigned)
    await offsets.persist(queue)
    this.remove(assigned)
    const leaving = ownership.release(assigned).finally(() => {
      this.#leaving.delete(key)
      offsets.forget(queue)
    })
    this.#leaving.set(key, leaving)
  }
}
