import type { TransportError } from '@arq/core'
import {
  ConnectionError,
  ConnectionLost,
  isArqError,
  QueueNotFound,
  TopologyMismatch,
} from '@arq/core'
import { toError } from '@arq/core/internal'

import { messages } from './messages.js'

/** The reply code of a closed channel or connection, where the broker gave one. */
export function replyCodeOf(error: unknown): number | undefined {
  const code: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined
  return typeof code === 'number' ? code : undefined
}

/** What an attempt to connect came to. `where` is without secrets. */
export function toConnectionError(thrown: unknown, where: string): ConnectionError {
  const error = toError(thrown)
  const reason = reasonOf(error)
  const isRefusal = isAccessRefusal(error.message)
  return new ConnectionError({
    code: isRefusal ? 'ARQ_CONNECTION_AUTH' : 'ARQ_CONNECTION_REFUSED',
    text: isRefusal
      ? messages.accessRefused({ where, reason })
      : messages.attemptFailed({ where, reason }),
    details: { url: where, reason },
    scope: 'connection',
    cause: error,
  })
}

/**
 * amqplib gives handshake refusals no code, only words: 403 for a wrong password; for a virtual host that is
 * missing or not permitted (530) it says that the answer to its open was a close.
 */
function isAccessRefusal(message: string): boolean {
  return (
    /Handshake terminated by server: (403|530)\b/.test(message) ||
    /Expected ConnectionOpenOk; got <ConnectionClose\b/.test(message) ||
    /ACCESS[-_]REFUSED/.test(message)
  )
}

/** Node's errors of several addresses come as an AggregateError with an empty message. */
function reasonOf(error: Error): string {
  if (error.message !== '') return error.message
  const code: unknown = Reflect.get(error, 'code')
  return typeof code === 'string' ? code : error.name
}

/** A connection that was open and broke: what was under way has an unknown outcome. */
export function connectionLost(thrown: unknown, where: string): ConnectionLost {
  const reason = thrown === undefined ? 'closed by the broker' : reasonOf(toError(thrown))
  return new ConnectionLost({
    code: 'ARQ_CONNECTION_LOST',
    text: messages.connectionLost({ where, reason }),
    details: { url: where, reason },
    scope: 'connection',
    cause: thrown,
  })
}

/** A channel died while its connection lives: what was under way on it has an unknown outcome. */
export function channelClosed(thrown: unknown): ConnectionLost {
  const error = toError(thrown)
  return new ConnectionLost({
    code: 'ARQ_CONNECTION_LOST',
    text: messages.channelClosed({ reason: error.message }),
    details: { reason: error.message, replyCode: replyCodeOf(error) },
    scope: 'channel',
    cause: error,
  })
}

/** What a failed operation on `queue` came to, by the reply code that closed its channel. */
export function toChannelError(thrown: unknown, queue: string): TransportError {
  if (isTransportError(thrown)) return thrown
  const error = toError(thrown)
  switch (replyCodeOf(error)) {
    case 404:
      return queueNotFound(queue, error)
    case 403:
    case 405:
      return new ConnectionError({
        code: 'ARQ_CONNECTION_AUTH',
        text: messages.notPermitted({ queue, reason: error.message }),
        details: { queue, reason: error.message },
        scope: 'channel',
        cause: error,
      })
    case 406:
      return toTopologyMismatch(error, queue) ?? channelClosed(error)
    case undefined:
    default:
      return channelClosed(error)
  }
}

const isTransportError = (value: unknown): value is TransportError =>
  isArqError(value) && typeof Reflect.get(value, 'scope') === 'string'

export function queueNotFound(queue: string, cause?: unknown): QueueNotFound {
  return new QueueNotFound({
    code: 'ARQ_QUEUE_NOT_FOUND',
    text: messages.queueNotFound({ queue }),
    details: { queue },
    scope: 'channel',
    cause,
  })
}

/** One argument of an existing queue or exchange that differs, as the broker words it. */
export interface ArgumentDifference {
  readonly of: 'queue' | 'exchange'
  readonly argument: string
  readonly wanted: string
  readonly found: string
}

/**
 * Reads RabbitMQ's `inequivalent arg 'x' for queue 'q' in vhost '/': received the value 'a' of type 't' but
 * current is none`; `undefined` for any other text.
 */
export function parseInequivalentArgument(text: string): ArgumentDifference | undefined {
  const match =
    /inequivalent arg '([^']*)' for (queue|exchange) .*?: received (.*?) but current is (.*)/.exec(
      text,
    )
  if (!match) return undefined
  const [, argument = '', of, wanted = '', found = ''] = match
  return {
    of: of === 'exchange' ? 'exchange' : 'queue',
    argument,
    wanted: bareValue(wanted),
    found: bareValue(found),
  }
}

/** Types of exchanges stand in two pairs of quotes. */
function bareValue(words: string): string {
  const [, type, value] = /''([^']+)''|'([^']*)'/.exec(words) ?? []
  return type ?? value ?? words.replace(/"$/, '').trim()
}

function toTopologyMismatch(error: Error, name: string): TopologyMismatch | undefined {
  const difference = parseInequivalentArgument(error.message)
  if (!difference) return undefined
  const { of, argument } = difference
  const wanted = difference.wanted || '""'
  const found = difference.found || '""'
  return new TopologyMismatch({
    code: 'ARQ_TOPOLOGY_MISMATCH',
    text:
      of === 'queue'
        ? messages.queueMismatch({ queue: name, argument, wanted, found })
        : messages.exchangeMismatch({ exchange: name, argument, wanted, found }),
    details: { [of]: name, argument, wanted: difference.wanted, found: difference.found },
    scope: 'channel',
    cause: error,
  })
}
