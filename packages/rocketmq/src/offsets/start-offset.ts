import type { MessageQueue } from '../protocol/message-queue.js'
import { RETRY_PREFIX } from '../protocol/resource-name.js'

/** Where a group begins to read a queue that it has no offset for. */
export type ConsumeFrom = 'last' | 'first' | { readonly timestampMs: number }

/** How an offset is found. `at` is one that is known already. */
export type StartOffset =
  | { readonly kind: 'at'; readonly offset: bigint }
  | { readonly kind: 'end' }
  | { readonly kind: 'time'; readonly timestampMs: number }

/**
 * Where to begin. The first message is at 0 or later; a broker that has deleted it answers with the right offset.
 * A retry topic is read from its first message: it holds what the group has failed to consume.
 *
 * Source: apache/rocketmq `client/.../impl/consumer/RebalancePushImpl.java` (`computePullFromWhereWithException`).
 * @param stored what the offset store has; `undefined` for a new group
 */
export function startOffset(
  queue: MessageQueue,
  stored: bigint | undefined,
  from: ConsumeFrom,
): StartOffset {
  if (stored !== undefined) return { kind: 'at', offset: stored }
  // Java begins a retry topic at its end with a timestamp; a message that fails before its first pull is then lost.
  if (from === 'first' || queue.topic.startsWith(RETRY_PREFIX)) return { kind: 'at', offset: 0n }
  return from === 'last' ? { kind: 'end' } : { kind: 'time', timestampMs: from.timestampMs }
}
