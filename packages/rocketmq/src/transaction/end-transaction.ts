import type { BrokerClient } from '../broker/broker-client.js'
import { TransactionError } from '../errors/errors.js'
import { thrownWords } from '../errors/thrown.js'
import type { Message } from '../message/message.js'
import type { EndTransactionHeader, TransactionEnd } from '../protocol/requests/transaction.js'
import { wrapNamespace } from '../protocol/resource-name.js'
import { texts } from '../texts/texts.js'
import type { TransactionEvents } from './transaction-events.js'

/** A half message at its broker. */
export interface HalfMessage {
  /** Its topic without the namespace. */
  readonly message: Message
  readonly transactionId: string
  readonly brokerName: string | undefined
  /** `host:port`. */
  readonly brokerAddress: string
  readonly regionId: string
  readonly isTraceOn: boolean
  /** Where it is, read when it is needed: what a broker said of it may be unreadable. */
  readonly place: () => Pick<EndTransactionHeader, 'tranStateTableOffset' | 'commitLogOffset'>
}

export interface EndTransactionsParts {
  readonly brokers: Pick<BrokerClient, 'endTransaction'>
  /** With the namespace. */
  readonly group: string
  readonly namespace: string | undefined
  readonly events: TransactionEvents
}

/** Whether the end of a transaction was handed to its broker. */
export interface EndOutcome {
  readonly isSent: boolean
  /** Why a commit or a rollback was not. */
  readonly error: TransactionError | undefined
}

/** Tells brokers how transactions ended. */
export class EndTransactions {
  readonly #parts: EndTransactionsParts

  constructor(parts: EndTransactionsParts) {
    this.#parts = parts
  }

  /**
   * Hands the end of a transaction to its broker. Never rejects: returns what went wrong instead, after which the
   * broker asks. An `unknown` that does not arrive changes nothing, so it has no error.
   */
  async end(half: HalfMessage, state: TransactionEnd, isFromCheck: boolean): Promise<EndOutcome> {
    const { brokers, group, namespace, events } = this.#parts
    const { message, transactionId, brokerName, brokerAddress } = half
    try {
      await brokers.endTransaction(brokerAddress, {
        producerGroup: group,
        ...half.place(),
        end: state,
        fromTransactionCheck: isFromCheck,
        msgId: transactionId,
        transactionId,
        topic: wrapNamespace(namespace, message.topic),
        brokerName,
      })
    } catch (cause) {
      if (state === 'unknown') return { isSent: false, error: undefined }
      const error = endFailed(half, state, cause)
      events.emit({ type: 'failed', error })
      return { isSent: false, error }
    }
    const { regionId, isTraceOn } = half
    const about = { message, transactionId, brokerAddress, regionId, isTraceOn }
    events.emit({ type: 'ended', ...about, state, isFromCheck })
    return { isSent: true, error: undefined }
  }
}

function endFailed(
  { message: { topic }, transactionId, brokerAddress: address }: HalfMessage,
  state: 'commit' | 'rollback',
  cause: unknown,
): TransactionError {
  const reason = thrownWords(cause)
  return new TransactionError({
    code:
      state === 'commit'
        ? 'ROCKETMQ_TRANSACTION_COMMIT_FAILED'
        : 'ROCKETMQ_TRANSACTION_ROLLBACK_FAILED',
    text: texts.transactionEndFailed({ state, transactionId, topic, address, reason }),
    topic,
    transactionId,
    details: { address },
    cause,
  })
}
