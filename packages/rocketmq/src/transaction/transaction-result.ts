import type { TransactionError } from '../errors/errors.js'
import type { TransactionEnd } from '../protocol/requests/transaction.js'
import type { SendResult } from '../send/send-result.js'
import type { ListenerAnswer } from './ask-listener.js'
import type { EndOutcome } from './end-transaction.js'

/**
 * What became of a transaction whose half message is stored. `queueOffset`, `offsetMsgId` and `queue` are those of the
 * half message; `msgId` is the transaction id, and the id that readers see after a commit.
 */
export interface TransactionResult extends SendResult {
  /**
   * How the local transaction ended. `rollback` without it being run, where `status` is not `SEND_OK`: the half message
   * is stored less safely than set up.
   */
  readonly state: TransactionEnd
  readonly isCommit: boolean
  readonly isRollback: boolean
  /** The broker will ask. */
  readonly isUnknown: boolean
  /** Whether the end was handed to the broker. Where it was not, the broker will ask: nothing is lost. */
  readonly isEndSent: boolean
  /** Why the state is `unknown` against the listener's will, or why the end could not be handed over. */
  readonly error: TransactionError | undefined
}

export function transactionResult(
  sent: SendResult,
  { state, error }: ListenerAnswer,
  end: EndOutcome,
): TransactionResult {
  return {
    ...sent,
    transactionId: sent.msgId,
    state,
    isCommit: state === 'commit',
    isRollback: state === 'rollback',
    isUnknown: state === 'unknown',
    isEndSent: end.isSent,
    error: end.error ?? error,
  }
}
