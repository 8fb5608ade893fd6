import type { TransactionEvent } from './transaction-events.js'

/** What a producer's transactions came to so far. */
export interface TransactionStats {
  readonly halfStored: number
  readonly halfFailed: number
  /** Ends handed to brokers right after the local transaction. */
  readonly committed: number
  readonly rolledBack: number
  readonly unknown: number
  /** Questions of brokers. */
  readonly checksAsked: number
  readonly checksDropped: number
  /** Answers to them. */
  readonly checksCommitted: number
  readonly checksRolledBack: number
  readonly checksUnknown: number
  /** Commits and rollbacks that could not be handed to a broker. */
  readonly endsFailed: number
  /** Calls of the listener that threw, took too long, or returned no state. */
  readonly listenerFailed: number
  readonly listenerTimedOut: number
  readonly listenerInvalid: number
}

/** Listens to the events and counts. */
export class TransactionCounters {
  readonly #counts = {
    halfStored: 0,
    halfFailed: 0,
    committed: 0,
    rolledBack: 0,
    unknown: 0,
    checksAsked: 0,
    checksDropped: 0,
    checksCommitted: 0,
    checksRolledBack: 0,
    checksUnknown: 0,
    endsFailed: 0,
    listenerFailed: 0,
    listenerTimedOut: 0,
    listenerInvalid: 0,
  } satisfies TransactionStats

  count(event: TransactionEvent): void {
    const name = counterOf(event)
    if (name !== undefined) this.#counts[name] += 1
  }

  read(): TransactionStats {
    return { ...this.#counts }
  }
}

function counterOf(event: TransactionEvent): keyof TransactionStats | undefined {
  switch (event.type) {
    case 'halfStored':
      return 'halfStored'
    case 'checkAsked':
      return 'checksAsked'
    case 'checkDropped':
      return 'checksDropped'
    case 'ended':
      return event.isFromCheck ? CHECK_ENDS[event.state] : ENDS[event.state]
    case 'failed':
      return FAILURES.get(event.error.code)
  }
}

const ENDS = { commit: 'committed', rollback: 'rolledBack', unknown: 'unknown' } as const
const CHECK_ENDS = {
  commit: 'checksCommitted',
  rollback: 'checksRolledBack',
  unknown: 'checksUnknown',
} as const

const FAILURES: ReadonlyMap<string, keyof TransactionStats> = new Map<
  string,
  keyof TransactionStats
>([
  ['ROCKETMQ_TRANSACTION_HALF_FAILED', 'halfFailed'],
  ['ROCKETMQ_TRANSACTION_COMMIT_FAILED', 'endsFailed'],
  ['ROCKETMQ_TRANSACTION_ROLLBACK_FAILED', 'endsFailed'],
  ['ROCKETMQ_TRANSACTION_LOCAL_FAILED', 'listenerFailed'],
  ['ROCKETMQ_TRANSACTION_CHECK_FAILED', 'listenerFailed'],
  ['ROCKETMQ_TRANSACTION_TIMEOUT', 'listenerTimedOut'],
  ['ROCKETMQ_TRANSACTION_STATE_INVALID', 'listenerInvalid'],
])
