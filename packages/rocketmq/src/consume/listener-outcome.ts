import type { ReconsumeLater, Suspend } from './listener.js'

/** What became of the messages that a listener was given. */
export interface ListenerOutcome {
  /** The first so many are consumed; the others come again. */
  readonly consumed: number
  readonly delay: ReconsumeLater['delay']
  /** For traces and statistics. */
  readonly kind: 'success' | 'failed' | 'exception' | 'unknownAnswer' | 'timeout'
  /** What the listener threw. */
  readonly error?: unknown
  /** In orderly consumption: how long the queue waits; absent: as it is set. */
  readonly suspendMs?: number
  /** In orderly consumption without `autoCommit`: what becomes of all messages that are taken. */
  readonly decision?: 'commit' | 'rollback'
}

const consumedAll = (count: number) =>
  ({ consumed: count, delay: 'brokerDecides', kind: 'success' }) as const satisfies ListenerOutcome

/** Nearly every outcome is this one. */
const ONE_CONSUMED = Object.freeze(consumedAll(1))

/**
 * Reads the answer of a listener, which in JavaScript may be anything. An answer that is none of the known ones counts
 * as a failure: the message comes again, and the listener's defect shows in the log.
 */
export function outcomeOf(answer: unknown, count: number): ListenerOutcome {
  const success = count === 1 ? ONE_CONSUMED : consumedAll(count)
  if (answer === undefined || answer === 'success') return success
  const later = { consumed: 0, delay: 'brokerDecides', kind: 'failed' } as const
  if (answer === 'reconsumeLater' || answer === 'suspend') return later
  if (answer === 'commit') return { ...success, decision: answer }
  if (answer === 'rollback') return { ...later, decision: answer }
  if (typeof answer === 'object' && answer !== null) {
    if ('status' in answer && answer.status === 'reconsumeLater') {
      // Made by reconsumeLater(), which has checked the delay.
      return { ...later, delay: (answer as ReconsumeLater).delay }
    }
    if ('status' in answer && answer.status === 'suspend') {
      // Made by suspend(), which has checked the wait.
      return { ...later, suspendMs: (answer as Suspend).ms }
    }
    if ('consumed' in answer && Number.isInteger(answer.consumed)) {
      const consumed = Math.min(count, Math.max(0, Number(answer.consumed)))
      return consumed === count ? success : { ...later, consumed }
    }
  }
  return { ...later, kind: 'unknownAnswer' }
}

/** A listener that threw, or rejected. */
export function outcomeOfError(error: unknown): ListenerOutcome {
  return { consumed: 0, delay: 'brokerDecides', kind: 'exception', error }
}
