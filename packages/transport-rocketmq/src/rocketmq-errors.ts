import {
  type ArqError,
  BufferFull,
  ClosedError,
  ConnectionError,
  ConnectionLost,
  isArqError,
  PublishNotConfirmed,
  type Text,
  toError,
  TransportError,
} from '@arq/core'
import { isRocketMQError } from '@arq/rocketmq'

import { texts } from './texts.js'

/** What somebody else's error says, in both languages where it is RocketMQ's client's. */
export function reasonOf(error: unknown): Text | string {
  return isRocketMQError(error) ? error.text : toError(error).message
}

/** A message in errors. */
export interface AboutMessage {
  readonly queueName: string
  readonly messageId: string | undefined
}

/** What a publish rejects with, for what RocketMQ's client threw. */
export function publishError(error: unknown, about: AboutMessage): ArqError {
  if (isArqError(error)) return error
  const { queueName, messageId } = about
  const details = { queueName, messageId }
  const said = { queue: queueName, messageId: messageId ?? '', reason: reasonOf(error) }
  const common = { details, cause: error }
  if (mayBeStored(error)) {
    return new ConnectionLost({
      ...{ code: 'ARQ_CONNECTION_LOST', scope: 'connection', text: texts.outcomeUnknown(said) },
      ...common,
    })
  }
  const code = isRocketMQError(error) ? error.code : ''
  if (ENDED.has(code)) return new ClosedError('RocketMQTransport')
  if (FULL.has(code)) {
    return new BufferFull({
      ...{ code: 'ARQ_BUFFER_FULL', scope: 'message', text: texts.notSent(said) },
      ...common,
    })
  }
  if (REFUSED.has(code)) {
    return new PublishNotConfirmed({
      ...{ code: 'ARQ_PUBLISH_NACKED', scope: 'message', text: texts.notTaken(said) },
      ...common,
    })
  }
  return new ConnectionError({
    ...{ code: 'ARQ_CONNECTION_REFUSED', scope: 'connection', text: texts.notSent(said) },
    ...common,
  })
}

/** Codes of RocketMQ's client by what they mean here; all others: it was not sent, and may be later. */
const ENDED: ReadonlySet<string> = new Set(['ROCKETMQ_CLOSED', 'ROCKETMQ_NOT_STARTED'])
const FULL: ReadonlySet<string> = new Set([
  'ROCKETMQ_SEND_BUFFER_FULL',
  'ROCKETMQ_TOO_MANY_REQUESTS',
])
const REFUSED: ReadonlySet<string> = new Set([
  'ROCKETMQ_NO_PERMISSION',
  'ROCKETMQ_MESSAGE_REFUSED',
  'ROCKETMQ_MESSAGE_INVALID',
  'ROCKETMQ_BATCH_INVALID',
  'ROCKETMQ_BROKER_ERROR',
  'ROCKETMQ_REQUEST_REFUSED',
])

/** Whether a broker may have the message although no answer came. */
function mayBeStored(error: unknown): boolean {
  if (!isRocketMQError(error)) return false
  if ('mayBeStored' in error) return error.mayBeStored === true
  return error.code === 'ROCKETMQ_CONNECTION_LOST' || error.code === 'ROCKETMQ_REQUEST_TIMEOUT'
}

/** Why the transport cannot be opened. */
export function openingError(error: unknown, where: string): ArqError {
  if (isArqError(error)) return error
  const said = { where, reason: reasonOf(error) }
  const isRefused = isRocketMQError(error) && error.code === 'ROCKETMQ_NO_PERMISSION'
  return new ConnectionError({
    code: isRefused ? 'ARQ_CONNECTION_AUTH' : 'ARQ_CONNECTION_REFUSED',
    scope: 'connection',
    text: isRefused ? texts.accessRefused(said) : texts.attemptFailed(said),
    cause: error,
  })
}

/** What a question about a queue rejects with. */
export function questionError(error: unknown, where: string, queueName: string): ArqError {
  if (isArqError(error)) return error
  if (isRocketMQError(error) && error.code === 'ROCKETMQ_CLOSED') {
    return new ClosedError('RocketMQTransport')
  }
  return new TransportError({
    code: 'ARQ_CONNECTION_LOST',
    scope: 'message',
    text: texts.questionFailed({ where, queue: queueName, reason: reasonOf(error) }),
    details: { queueName },
    cause: error,
  })
}

export const unroutable = (address: string, messageId: string): PublishNotConfirmed =>
  new PublishNotConfirmed({
    code: 'ARQ_PUBLISH_UNROUTABLE',
    scope: 'message',
    text: texts.unroutable({ address }),
    details: { queueName: address, messageId },
  })

/** The error for a caller of `connect` whose time is up. */
export function notReached(where: string, limitMs: number, lastFailure: unknown): ConnectionError {
  const reason = lastFailure === undefined ? texts.noAnswer() : reasonOf(lastFailure)
  return new ConnectionError({
    code: 'ARQ_CONNECTION_REFUSED',
    scope: 'connection',
    text: texts.notReached({ where, seconds: limitMs / 1000, reason }),
    cause: lastFailure,
  })
}
