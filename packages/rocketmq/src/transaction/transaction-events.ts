import type { TransactionError } from '../errors.js'
import type { Logger } from '../logger.js'
import type { Message } from '../message/message.js'
import type { SendResult } from '../producer/send-result.js'
import type { TransactionEnd } from '../protocol/requests/transaction.js'

/** What happens to transactions, to be observed. */
export type TransactionEvent =
  | {
      /** The half message is stored; its local transaction runs next, if it is stored as set up. */
      readonly type: 'halfStored'
      readonly message: Message
      readonly transactionId: string
      readonly result: SendResult
    }
  | {
      /** A broker asks how a transaction ended. */
      readonly type: 'checkAsked'
      readonly message: Message
      readonly transactionId: string
      readonly checkTimes: number
      readonly brokerAddress: string
    }
  | {
      /** A broker's question gets no answer from here; it asks again. */
      readonly type: 'checkDropped'
      readonly transactionId: string
      readonly reason: CheckDropReason
    }
  | {
      /** The end was handed to the broker. With `unknown` it will ask. */
      readonly type: 'ended'
      readonly message: Message
      readonly transactionId: string
      readonly state: TransactionEnd
      /** Whether the broker had asked. */
      readonly isFromCheck: boolean
      readonly brokerAddress: string
      readonly regionId: string
      readonly isTraceOn: boolean
    }
  | {
      /** Something failed; what is in the error's code. It is also in the result, where there is one. */
      readonly type: 'failed'
      readonly error: TransactionError
    }

/** The same question waits already, too many wait, or the producer ends. */
export type CheckDropReason = 'duplicate' | 'full' | 'closing'

export type TransactionEventListener = (event: TransactionEvent) => void

/** Hands what happens to every listener. */
export class TransactionEvents {
  readonly #logger: Logger
  readonly #listeners = new Set<TransactionEventListener>()

  constructor(logger: Logger) {
    this.#logger = logger
  }

  on(listener: TransactionEventListener): () => void {
    // A function may be registered twice; each registration is its own.
    const own: TransactionEventListener = (event) => listener(event)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  emit(event: TransactionEvent): void {
    if (event.type === 'failed') {
      const { error } = event
      this.#logger.warn('a transaction failed', { code: error.code, error })
    }
    for (const listener of this.#listeners) {
      try {
        listener(event)
      } catch (error) {
        this.#logger.error('a listener of transactions failed', { event: event.type, error })
      }
    }
  }
}
