import type { Message } from '../message/message.js'
import type { MessageExt } from '../message/message-ext.js'
import type { TransactionEnd } from '../protocol/requests/transaction.js'
import type { TransactionListener } from './transaction-listener.js'

type Answer<Asked> = TransactionEnd | ((message: Asked) => TransactionEnd | Promise<TransactionEnd>)

export interface SimpleTransactionAnswers {
  /** How local transactions end. @defaultValue `commit` */
  readonly execute?: Answer<Message>
  /** What brokers are told that ask. @defaultValue `commit` */
  readonly check?: Answer<MessageExt>
}

/** A listener that remembers what it was asked. */
export interface SimpleTransactionListener extends TransactionListener<unknown> {
  /** What local transactions were run for, in order. */
  readonly executed: readonly Message[]
  /** What brokers asked about, in order. */
  readonly checked: readonly MessageExt[]
}

/**
 * A listener for tests: it always gives the same answer, or asks your function.
 *
 * @example
 * ```ts
 * const listener = createSimpleTransactionListener({ execute: 'unknown', check: 'commit' })
 * ```
 */
export function createSimpleTransactionListener({
  execute = 'commit',
  check = 'commit',
}: SimpleTransactionAnswers = {}): SimpleTransactionListener {
  const executed: Message[] = []
  const checked: MessageExt[] = []
  return {
    executed,
    checked,
    executeLocalTransaction: (message) => {
      executed.push(message)
      return typeof execute === 'function' ? execute(message) : execute
    },
    checkLocalTransaction: (message) => {
      checked.push(message)
      return typeof check === 'function' ? check(message) : check
    },
  }
}
