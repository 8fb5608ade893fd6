import { DecodeError } from '../../errors/errors.js'
import type { MessageExt } from '../../message/message-ext.js'
import type { RemotingRequest } from '../../remoting/command.js'
import { ExtFields } from '../ext-fields.js'
import { REQUEST_CODE } from '../request-code.js'
import { decodeStoredMessages, type StoredMessageOptions } from '../stored-message.js'

/** How a transaction ends; `unknown` lets the broker ask later. */
export type TransactionEnd = 'commit' | 'rollback' | 'unknown'

/** Source: apache/rocketmq `common/.../sysflag/MessageSysFlag.java`. */
const COMMIT_OR_ROLLBACK: Readonly<Record<TransactionEnd, string>> = {
  commit: '8',
  rollback: '12',
  unknown: '0',
}

export interface EndTransactionHeader {
  readonly producerGroup: string
  /** The queue offset in the answer to the send of the half message. */
  readonly tranStateTableOffset: bigint
  /** The commit-log offset in the *offset* id of the half message: see `parseOffsetMessageId`. */
  readonly commitLogOffset: bigint
  readonly end: TransactionEnd
  /** Whether a broker asked: the offsets are then those of its question. */
  readonly fromTransactionCheck: boolean
  /** The unique id of the half message. */
  readonly msgId: string
  readonly transactionId?: string | undefined
  readonly topic?: string | undefined
  readonly brokerName?: string | undefined
}

/**
 * Ends a transaction (37). Sent one-way: brokers answer it only sometimes.
 *
 * Source: apache/rocketmq `remoting/.../header/EndTransactionRequestHeader.java`,
 * `broker/.../processor/EndTransactionProcessor.java`.
 */
export function endTransactionRequest(header: EndTransactionHeader): RemotingRequest {
  const { transactionId, topic, brokerName } = header
  return {
    code: REQUEST_CODE.END_TRANSACTION,
    ext: {
      producerGroup: header.producerGroup,
      tranStateTableOffset: `${header.tranStateTableOffset}`,
      commitLogOffset: `${header.commitLogOffset}`,
      commitOrRollback: COMMIT_OR_ROLLBACK[header.end],
      fromTransactionCheck: `${header.fromTransactionCheck}`,
      msgId: header.msgId,
      ...(transactionId !== undefined && { transactionId }),
      ...(topic !== undefined && { topic }),
      ...(brokerName !== undefined && { bname: brokerName }),
    },
  }
}

/** A broker asks how a transaction ended. */
export interface TransactionCheck {
  /** The half message, with its real topic. */
  readonly message: MessageExt
  readonly tranStateTableOffset: bigint
  readonly commitLogOffset: bigint
  readonly msgId: string
  readonly transactionId: string | undefined
  readonly offsetMsgId: string | undefined
  readonly brokerName: string | undefined
}

/**
 * Reads a broker's question (39). It gets no response: answer with {@link endTransactionRequest}, the same offsets and
 * `fromTransactionCheck`.
 *
 * Source: apache/rocketmq `remoting/.../header/CheckTransactionStateRequestHeader.java`,
 * `broker/.../client/net/Broker2Client.java` (`checkProducerTransactionState`).
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readCheckTransactionRequest(
  request: RemotingRequest,
  options: StoredMessageOptions,
): TransactionCheck {
  const ext = new ExtFields(REQUEST_CODE.CHECK_TRANSACTION_STATE, request)
  const { body = new Uint8Array() } = request
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const brokerName = ext.optionalText('bname')
  const [message] = decodeStoredMessages(bytes, { ...options, brokerName })
  if (message === undefined) {
    throw new DecodeError('a transaction check', 'it has no message')
  }
  return {
    message,
    tranStateTableOffset: ext.int64('tranStateTableOffset'),
    commitLogOffset: ext.int64('commitLogOffset'),
    msgId: ext.optionalText('msgId') ?? message.msgId,
    transactionId: ext.optionalText('transactionId'),
    offsetMsgId: ext.optionalText('offsetMsgId'),
    brokerName,
  }
}
