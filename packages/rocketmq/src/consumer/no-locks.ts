import type { OrderLocks } from '../consume/orderly-consumption.js'
import type { QueueOwnership } from './assigned-queues.js'

/** Queues need no more than the allocation. */
export const NO_LOCKS: QueueOwnership & OrderLocks = {
  isHeld: () => true,
  acquire: () => Promise.resolve(true),
  release: () => Promise.resolve(),
  renew: () => Promise.resolve(),
}
