import type { HeldMessage } from '../pull/process-queue.js'
import type { ListenerOutcome } from './listener-outcome.js'

/** What becomes of messages that an orderly listener was given. */
export type OrderlyDecision =
  /** All messages that are taken are done. */
  | { readonly kind: 'commit' }
  /** These are consumed, and wait for a commit with those before them. */
  | { readonly kind: 'hold' }
  /** All messages that are taken come again, after a wait. */
  | { readonly kind: 'rollback'; readonly waitMs: number }
  /** The first `done` are done; the others come again, after a wait. */
  | { readonly kind: 'again'; readonly done: number; readonly waitMs: number }

export interface OrderlyDecisionSettings {
  readonly autoCommit: boolean
  readonly suspendMs: number
}

/**
 * Source: apache/rocketmq `client/.../impl/consumer/ConsumeMessageOrderlyService.java` (`processConsumeResult`). With
 * `autoCommit` Java takes `rollback` for a success; here the messages come again.
 */
export function settleInOrder(
  held: readonly HeldMessage[],
  { consumed, decision, suspendMs }: ListenerOutcome,
  settings: OrderlyDecisionSettings,
): OrderlyDecision {
  const waitMs = suspendMs ?? settings.suspendMs
  const { autoCommit } = settings
  if (decision === 'rollback') {
    return autoCommit ? { kind: 'again', done: 0, waitMs } : { kind: 'rollback', waitMs }
  }
  if (consumed === held.length) {
    return autoCommit || decision === 'commit' ? { kind: 'commit' } : { kind: 'hold' }
  }
  // Without autoCommit nothing is done before a commit.
  return { kind: 'again', done: autoCommit ? consumed : 0, waitMs }
}
