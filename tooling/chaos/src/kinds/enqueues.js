import { enqueueUnique } from './debounce/enqueue.js'
import { enqueueSecret } from './encrypted/enqueue.js'
import { enqueueTree } from './flows/enqueue.js'
import { placeOrder } from './outbox/enqueue.js'

/**
 * How clients enqueue jobs of a feature that has a way of its own.
 * @type {Partial<Record<import('../contract.d.ts').JobKind, import('./kind.d.ts').KindEnqueue>>}
 */
export const ENQUEUES = {
  debounce: enqueueUnique,
  flows: enqueueTree,
  outbox: placeOrder,
  encrypted: enqueueSecret,
}
