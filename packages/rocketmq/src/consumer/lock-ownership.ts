import type { QueueLocks } from '../assignment/queue-locks.js'
import type { OrderlyConsumption } from '../consume/orderly-consumption.js'
import type { TextLogger } from '../log/guarded-logger.js'
import type { OffsetTable } from '../offsets/offset-table.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import { texts } from '../texts/texts.js'
import type { AssignedQueue } from './assigned-queue.js'
import type { QueueOwnership } from './assigned-queues.js'

export interface LockOwnershipParts {
  readonly locks: QueueLocks
  readonly consumption: OrderlyConsumption
  readonly offsets: OffsetTable
  readonly logger: TextLogger
}

/** How long a queue that is given up waits for its listener. Source: RebalancePushImpl.java (`UNLOCK_DELAY_TIME_MILLS`). */
const UNLOCK_WITHIN_MS = 20_000

/**
 * Orderly consumption has a queue only while it is locked. A queue is unlocked when its listener has ended and its offset
 * is stored: the next owner goes on exactly there. Where a listener does not end in time, the lock is left to run out.
 */
export class LockOwnership implements QueueOwnership {
  readonly #parts: LockOwnershipParts

  constructor(parts: LockOwnershipParts) {
    this.#parts = parts
  }

  acquire(queue: MessageQueue): Promise<boolean> {
    return this.#parts.locks.acquire(queue)
  }

  renew(queues: readonly MessageQueue[]): Promise<void> {
    return this.#parts.locks.renew(queues)
  }

  async release(assigned: AssignedQueue, withinMs = UNLOCK_WITHIN_MS): Promise<void> {
    const { locks, consumption, offsets, logger } = this.#parts
    const { queue } = assigned
    const isIdle = await within(consumption.whenIdle(assigned), withinMs)
    await offsets.persist(queue)
    consumption.forget(assigned)
    if (isIdle) await locks.release(queue)
    else logger.warn(texts.logLockLeft(), { queue })
  }
}

/** Whether it ended in time. */
async function within(work: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const timeUp = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), ms)))
  try {
    return await Promise.race([work.then(() => true), timeUp])
  } finally {
    clearTimeout(timer)
  }
}
