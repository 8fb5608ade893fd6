import type { TransactionError } from '../errors/errors.js'
import { EventHub } from '../events/event-hub.js'
import type { TextLogger } from '../log/guarded-logger.js'
import type { Message } from '../message/message.js'
import type { TransactionEnd } from '../protocol/requests/transaction.js'
import type { SendResult } from '../send/send-result.js'
import { texts } from '../texts/texts.js'

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

/** Hands what happens to transactions to every listener, and logs what failed. */
export class TransactionEvents extends EventHub<TransactionEvent> {
  constructor(logger: TextLogger) {
    super(logger)
    this.on((event) => {
      if (event.type !== 'failed') return
      const { error } = event
      logger.warn(texts.logTransactionFailed(), { code: error.code, error })
    })
  }
}
