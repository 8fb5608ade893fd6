import {
  BufferFull,
  ConnectionError,
  PublishNotConfirmed,
  SerializationError,
  toError,
  type TransportError,
} from '@arq/core'

import { channelClosed, connectionLost, refusedExchange, toChannelError } from '../amqp-errors.js'
import type { ResolvedAmqpSettings } from '../amqp-settings.js'
import { texts } from '../texts.js'
import type { Route } from '../topology/route.js'
import type { Amount, Load } from './load.js'

export function nacked(queue: string): PublishNotConfirmed {
  return new PublishNotConfirmed({
    code: 'ARQ_PUBLISH_NACKED',
    text: texts.nacked({ queue }),
    details: { queue },
    scope: 'message',
  })
}

export function unroutable(queue: string, reason: string): PublishNotConfirmed {
  return new PublishNotConfirmed({
    code: 'ARQ_PUBLISH_UNROUTABLE',
    text: texts.unroutable({ queue, reason }),
    details: { queue, reason },
    scope: 'message',
  })
}

export function notConfirmedInTime(queue: string, timeoutMs: number): PublishNotConfirmed {
  return new PublishNotConfirmed({
    code: 'ARQ_PUBLISH_TIMEOUT',
    text: texts.confirmTimeout({ queue, seconds: timeoutMs / 1000 }),
    details: { queue, timeoutMs },
    scope: 'message',
  })
}

export function tooLarge(queue: string, bytes: number, limit: number): PublishNotConfirmed {
  return new PublishNotConfirmed({
    code: 'ARQ_PUBLISH_TOO_LARGE',
    text: texts.tooLarge({ queue, bytes, limit }),
    details: { queue, bytes, limit },
    scope: 'message',
  })
}

export function unencodable(queue: string, thrown: unknown): SerializationError {
  const error = toError(thrown)
  const reason = error.message
  return new SerializationError({
    code: 'ARQ_ENCODE_FAILED',
    text: texts.unencodable({ queue, reason }),
    details: { queue, reason },
    cause: error,
  })
}

export function blocked(queue: string, reason: string): ConnectionError {
  return new ConnectionError({
    code: 'ARQ_CONNECTION_BLOCKED',
    text: texts.connectionBlocked({ queue, reason }),
    details: { queue, reason },
    scope: 'connection',
  })
}

export function unconfirmedFull(
  { unconfirmed, waiting }: Load,
  { maxUnconfirmed: maxCount, maxUnconfirmedBytes: maxBytes }: ResolvedLimits,
): BufferFull {
  const found = { count: unconfirmed.size + waiting.size, bytes: unconfirmed.bytes }
  return bufferFull(texts.bufferFull, { ...found, maxCount, maxBytes })
}

export function waitingFull(
  { size: count, bytes }: Amount,
  { maxWaiting: maxCount, maxWaitingBytes: maxBytes }: ResolvedLimits,
): BufferFull {
  return bufferFull(texts.waitingFull, { count, bytes, maxCount, maxBytes })
}

type ResolvedLimits = Partial<
  Pick<
    ResolvedAmqpSettings,
    'maxUnconfirmed' | 'maxUnconfirmedBytes' | 'maxWaiting' | 'maxWaitingBytes'
  >
>

function bufferFull(toText: typeof texts.bufferFull, details: FullDetails): BufferFull {
  return new BufferFull({
    code: 'ARQ_BUFFER_FULL',
    text: toText({ ...details }),
    details: { ...details },
    scope: 'message',
  })
}

interface FullDetails {
  readonly count: number
  readonly bytes: number
  readonly maxCount: number | undefined
  readonly maxBytes: number | undefined
}

/**
 * What a publish under way comes to when its channel dies. A missing permission for its exchange is certain. Whatever
 * else closed the channel, perhaps another message on it, this one's outcome is unknown.
 */
export function unanswered(error: TransportError, route: Route | undefined): TransportError {
  const refused = refusedExchange(error)
  if (refused !== undefined && refused === route?.exchange) {
    return toChannelError(error.cause, 'publishing', 'write')
  }
  const where = error.details['url']
  const isWholeConnection = error.scope === 'connection' && typeof where === 'string'
  return isWholeConnection
    ? connectionLost(error.cause, where)
    : channelClosed(error.cause ?? error)
}
