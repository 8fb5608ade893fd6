import {
  BufferFull,
  ConnectionError,
  type ConnectionLost,
  PublishNotConfirmed,
  SerializationError,
  type TransportError,
} from '@arq/core'
import { toError } from '@arq/core/internal'

import { channelClosed, connectionLost } from '../amqp-errors.js'
import type { ResolvedAmqpSettings } from '../amqp-settings.js'
import { messages } from '../messages.js'

export function nacked(queue: string): PublishNotConfirmed {
  return new PublishNotConfirmed({
    code: 'ARQ_PUBLISH_NACKED',
    text: messages.nacked({ queue }),
    details: { queue },
    scope: 'message',
  })
}

export function unroutable(queue: string, reason: string): PublishNotConfirmed {
  return new PublishNotConfirmed({
    code: 'ARQ_PUBLISH_UNROUTABLE',
    text: messages.unroutable({ queue, reason }),
    details: { queue, reason },
    scope: 'message',
  })
}

export function notConfirmedInTime(queue: string, timeoutMs: number): PublishNotConfirmed {
  return new PublishNotConfirmed({
    code: 'ARQ_PUBLISH_TIMEOUT',
    text: messages.confirmTimeout({ queue, seconds: timeoutMs / 1000 }),
    details: { queue, timeoutMs },
    scope: 'message',
  })
}

export function tooLarge(queue: string, bytes: number, limit: number): PublishNotConfirmed {
  return new PublishNotConfirmed({
    code: 'ARQ_PUBLISH_TOO_LARGE',
    text: messages.tooLarge({ queue, bytes, limit }),
    details: { queue, bytes, limit },
    scope: 'message',
  })
}

export function unencodable(queue: string, thrown: unknown): SerializationError {
  const error = toError(thrown)
  const reason = error.message
  return new SerializationError({
    code: 'ARQ_ENCODE_FAILED',
    text: messages.unencodable({ queue, reason }),
    details: { queue, reason },
    cause: error,
  })
}

export function blocked(queue: string, reason: string): ConnectionError {
  return new ConnectionError({
    code: 'ARQ_CONNECTION_BLOCKED',
    text: messages.connectionBlocked({ queue, reason }),
    details: { queue, reason },
    scope: 'connection',
  })
}

export function bufferFull(
  waiting: { readonly count: number; readonly bytes: number },
  limits: Pick<ResolvedAmqpSettings, 'maxUnconfirmed' | 'maxUnconfirmedBytes'>,
): BufferFull {
  const { maxUnconfirmed: maxCount, maxUnconfirmedBytes: maxBytes } = limits
  return new BufferFull({
    code: 'ARQ_BUFFER_FULL',
    text: messages.bufferFull({ ...waiting, maxCount, maxBytes }),
    details: { ...waiting, maxCount, maxBytes },
    scope: 'message',
  })
}

/**
 * What a publish under way comes to when its channel dies. Whatever closed the channel, perhaps another message on it,
 * this one's outcome is unknown.
 */
export function outcomeUnknown(error: TransportError): ConnectionLost {
  const where = error.details['url']
  const isWholeConnection = error.scope === 'connection' && typeof where === 'string'
  return isWholeConnection
    ? connectionLost(error.cause, where)
    : channelClosed(error.cause ?? error)
}
