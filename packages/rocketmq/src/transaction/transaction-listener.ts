import type { Message } from '../message/message.js'
import type { MessageExt } from '../message/message-ext.js'
import type { TransactionEnd } from '../protocol/requests/transaction.js'

/**
 * The states by name. The plain texts do as well, but TypeScript takes the only `return 'commit'` of an async function
 * for any text, and then refuses it.
 */
export const TRANSACTION_STATE = {
  COMMIT: 'commit',
  ROLLBACK: 'rollback',
  UNKNOWN: 'unknown',
} as const satisfies Readonly<Record<string, TransactionEnd>>

/** About the transaction that a listener is asked to run. */
export interface LocalTransactionContext {
  /** The unique id of the half message; the same when the broker asks later. Store it with what you change. */
  readonly transactionId: string
  /** Ends when the time is up: the answer is then of no use any more. */
  readonly signal: AbortSignal
}

/** About the transaction that a broker asks for. */
export interface TransactionCheckContext extends LocalTransactionContext {
  /** How often this broker has asked, this time included; 1 where it does not say. */
  readonly checkTimes: number
  /** `host:port` of the broker. */
  readonly brokerAddress: string
}

/**
 * Your side of a transaction. Both may be async. What they throw, and what is no state, counts as `unknown`: the broker
 * then asks again, {@link checkLocalTransaction} that is, of any producer of the group, up to its own limit.
 *
 * @typeParam Arg what you hand to `sendMessageInTransaction` for {@link executeLocalTransaction}
 */
export interface TransactionListener<Arg = void> {
  /**
   * Runs the local transaction. The half message is stored, and nobody can read it before you answer `commit`.
   * @param message as you sent it; its `uniqueId` is the transaction id
   */
  executeLocalTransaction(
    message: Message,
    arg: Arg,
    context: LocalTransactionContext,
  ): TransactionEnd | Promise<TransactionEnd>

  /**
   * Says how the local transaction ended: look it up by its id, for this may be another process, and long after.
   * @param message as it is stored. When its `bodyError` is set, the body is not what you sent
   */
  checkLocalTransaction(
    message: MessageExt,
    context: TransactionCheckContext,
  ): TransactionEnd | Promise<TransactionEnd>
}
