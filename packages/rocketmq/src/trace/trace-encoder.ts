import type {
  ConsumeAfterTrace,
  ConsumeOutcome,
  EndTransactionTrace,
  TraceMessageType,
  TraceRecord,
} from './trace-record.js'

/** A record in the form in which it is sent. */
export interface EncodedTrace {
  readonly text: string
  /** What the record can be found by: the message's id and its keys. */
  readonly keys: readonly string[]
}

/** Where traces go: to a cluster of one's own, or to that of a cloud, whose readers know a shorter form. */
export type TraceChannel = 'local' | 'cloud'

const FIELD_END = '\u0001'
const RECORD_END = '\u0002'
// oxlint-disable-next-line no-control-regex -- these are what separates fields and records
const SEPARATORS = /[\u0001\u0002]/g

/** Source: MessageType.java. It also has 4 for order, which the readers of 4.9 stumble over. */
const MESSAGE_TYPE: Readonly<Record<TraceMessageType, number>> = {
  normal: 0,
  half: 1,
  commit: 2,
  delay: 3,
}

/** Source: LocalTransactionState.java. */
const TRANSACTION_STATE: Readonly<Record<EndTransactionTrace['state'], string>> = {
  commit: 'COMMIT_MESSAGE',
  rollback: 'ROLLBACK_MESSAGE',
  unknown: 'UNKNOW',
}

/** Source: ConsumeReturnType.java. */
const OUTCOME: Readonly<Record<ConsumeOutcome, number>> = {
  success: 0,
  timeout: 1,
  exception: 2,
  returnedNull: 3,
  failed: 4,
}

/**
 * A record in the form that RocketMQ's own tools read. What is not known is empty; no record ends with an empty field,
 * because Java drops those and then misses them.
 *
 * Source: apache/rocketmq `client/.../trace/TraceDataEncoder.java`.
 */
export function encodeTrace(record: TraceRecord, channel: TraceChannel = 'local'): EncodedTrace {
  const fields = fieldsOf(record, channel).map((field) =>
    String(field ?? '').replace(SEPARATORS, ' '),
  )
  const keys = 'keys' in record ? record.keys : []
  return { text: fields.join(FIELD_END) + RECORD_END, keys: [record.msgId, ...keys] }
}

type Field = string | number | boolean | undefined

function fieldsOf(record: TraceRecord, channel: TraceChannel): readonly Field[] {
  const { type, timestampMs, regionId, group, msgId } = record
  const origin = [type, timestampMs, regionId, group]
  switch (record.type) {
    case 'Pub':
      return [
        ...[...origin, record.topic, msgId, record.tags, keysOf(record), record.storeHost],
        ...[record.bodyLength, record.costMs, MESSAGE_TYPE[record.msgType], record.offsetMsgId],
        ...[record.isSuccess, record.clientHost],
      ]
    case 'EndTransaction':
      return [
        ...[...origin, record.topic, msgId, record.tags, keysOf(record), record.storeHost],
        ...[MESSAGE_TYPE.commit, record.transactionId, TRANSACTION_STATE[record.state]],
        record.isFromCheck,
      ]
    case 'Recall':
      return [...origin, record.topic, msgId, record.isSuccess]
    case 'SubBefore':
      return [
        ...[...origin, record.requestId, msgId, record.retryTimes, keysOf(record)],
        record.clientHost,
      ]
    case 'SubAfter':
      return afterFields(record, channel)
  }
}

function afterFields(record: ConsumeAfterTrace, channel: TraceChannel): readonly Field[] {
  const { type, requestId, msgId, costMs, isSuccess, outcome, timestampMs, group } = record
  return [
    ...[type, requestId, msgId, costMs, isSuccess, keysOf(record), OUTCOME[outcome]],
    ...(channel === 'cloud' ? [] : [timestampMs, group]),
  ]
}

const keysOf = ({ keys }: { readonly keys: readonly string[] }): string => keys.join(' ')
