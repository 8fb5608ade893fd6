import type { ConsumeBatch, MessageListener } from './listener.js'

/** Who consumes the messages of one topic. */
export type Subscriber =
  | { readonly kind: 'single'; readonly listener: MessageListener }
  | { readonly kind: 'batch'; readonly consume: ConsumeBatch; readonly maxMessages: number }

/** How many messages a subscriber takes at a time. */
export const batchSizeOf = (subscriber: Subscriber | undefined): number =>
  subscriber?.kind === 'batch' ? subscriber.maxMessages : 1
