import type { Text, TransportError } from '@arq/core'
import {
  ConnectionError,
  ConnectionLost,
  isArqError,
  QueueNotFound,
  renderText,
  toError,
  TopologyMismatch,
} from '@arq/core'

import { isConnectionLimit, OpeningRefused } from './connection/opening-refused.js'
import { WordlessRefusal } from './connection/wordless-refusal.js'
import { texts } from './texts.js'

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
  const isRefusal = isAccessRefusal(error)
  return new ConnectionError({
    code: isRefusal ? 'ARQ_CONNECTION_AUTH' : 'ARQ_CONNECTION_REFUSED',
    text: isRefusal
      ? texts.accessRefused({ where, reason })
      : texts.attemptFailed({ where, reason }),
    details: { url: where, reason },
    scope: 'connection',
    cause: error,
  })
}

/** amqplib gives refusals of the handshake no code, only words: 403 for a wrong password. */
function isAccessRefusal(error: Error): boolean {
  if (error instanceof OpeningRefused) return !error.isTransient
  const { message } = error
  const isRefused =
    /Handshake terminated by server: (403|530)\b/.test(message) || /ACCESS[-_]REFUSED/.test(message)
  return isRefused && !isConnectionLimit(message)
}

/** Node's errors of several addresses come as an AggregateError with an empty message. */
function reasonOf(error: Error): string {
  if (error.message !== '') return error.message
  const code: unknown = Reflect.get(error, 'code')
  return typeof code === 'string' ? code : error.name
}

/** A connection that was open and broke: what was under way has an unknown outcome. */
export function connectionLost(thrown: unknown, where: string): ConnectionLost {
  const isClosed = thrown === undefined
  const reason = isClosed ? texts.closedByBroker() : reasonOf(toError(thrown))
  return new ConnectionLost({
    code: 'ARQ_CONNECTION_LOST',
    text: texts.connectionLost({ where, reason }),
    details: { url: where, reason: typeof reason === 'string' ? reason : renderText(reason) },
    scope: 'connection',
    cause: thrown,
  })
}

/** amqplib's words; the limit is what broker and client agreed on. */
const isOutOfChannels = ({ message }: Error): boolean => message === 'No channels left to allocate'

/** A channel died while its connection lives: what was under way on it has an unknown outcome. */
export function channelClosed(thrown: unknown): ConnectionLost {
  const error = toError(thrown)
  return new ConnectionLost({
    code: 'ARQ_CONNECTION_LOST',
    text: isOutOfChannels(error)
      ? texts.noChannels()
      : texts.channelClosed({ reason: error.message }),
    details: { reason: error.message, replyCode: replyCodeOf(error) },
    scope: 'channel',
    cause: error,
  })
}

/** The connection is up, and nothing comes of what waits in the queue. */
export function consumerStalled(
  queue: string,
  { ready, consumers }: { readonly ready: number; readonly consumers: number },
): ConnectionLost {
  return new ConnectionLost({
    code: 'ARQ_CONNECTION_LOST',
    text: texts.consumerStalled({ queue, ready, consumers }),
    details: { queue, ready, consumers },
    scope: 'channel',
  })
}

/** The broker has been asked on a channel and says nothing: whether it did it is unknown. */
export function noAnswer(limitMs: number): ConnectionLost {
  const seconds = limitMs / 1000
  return new ConnectionLost({
    code: 'ARQ_CONNECTION_LOST',
    text: texts.noAnswer({ seconds }),
    details: { reason: 'no answer', limitMs },
    scope: 'channel',
  })
}

/**
 * RabbitMQ answers 404 also for a queue that exists and cannot serve now: its leader died a moment ago, its only node is
 * down. Where a look says so, the queue is there.
 */
const NOT_NOW =
  /failed to perform operation on queue|is down or inaccessible|has crashed and failed to restart|process is stopped/

/** Whether an operation failed because there is no such queue or exchange. */
export const isMissing = (error: unknown): boolean => replyCodeOf(error) === 404 && !isNotNow(error)

/** Whether an operation failed because its queue, which exists, cannot serve now; that passes. */
export function isNotNow(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  // What amqplib threw, or what we made of it.
  const { replyCode, reason } =
    error instanceof ConnectionLost
      ? error.details
      : { replyCode: replyCodeOf(error), reason: error.message }
  return replyCode === 404 && NOT_NOW.test(String(reason))
}

/** What a failed operation on `queue` came to, by the reply code that closed its channel. */
export function toChannelError(thrown: unknown, queue: string, needs?: Access): TransportError {
  if (isTransportError(thrown)) return thrown
  if (thrown instanceof WordlessRefusal) return refusedWithoutWords(thrown, queue)
  const error = toError(thrown)
  switch (replyCodeOf(error)) {
    case 404:
      return isMissing(error) ? queueNotFound(queue, error) : channelClosed(error)
    case 403:
    case 405:
      return notPermitted(error, queue, needs)
    case 406:
      return toTopologyMismatch(error, queue) ?? channelClosed(error)
    case undefined:
    default:
      return channelClosed(error)
  }
}

/** A kind of permission in RabbitMQ: each is a pattern that names must match. */
type Access = 'configure' | 'write' | 'read'

interface RefusedAccess {
  readonly access: Access | undefined
  readonly resource: 'queue' | 'exchange'
  readonly name: string
  readonly user: string
}

/** RabbitMQ checks permissions for its default exchange under this name; in the protocol it has none. */
const DEFAULT_EXCHANGE = 'amq.default'

/**
 * Reads RabbitMQ's `access to exchange 'amq.default' in vhost '/' refused for user 'u'`. Later versions say which access
 * it was: `write access to …`.
 */
function parseRefusedAccess(text: string): RefusedAccess | undefined {
  const match =
    /(?:(configure|write|read) )?access to (queue|exchange) '([^']*)' in vhost '.*?' refused for user '([^']*)'/.exec(
      text,
    )
  if (!match) return undefined
  const [, access, resource, name = '', user = ''] = match
  return {
    // The expression admits these words only.
    access: access as Access | undefined,
    resource: resource === 'exchange' ? 'exchange' : 'queue',
    name,
    user,
  }
}

/** The exchange, by its name in the protocol, that a user may not publish to; `undefined`: the error is another one. */
export function refusedExchange({ code, details }: TransportError): string | undefined {
  const { resource, name } = details
  if (code !== 'ARQ_CONNECTION_AUTH' || resource !== 'exchange') return undefined
  return name === DEFAULT_EXCHANGE ? '' : String(name)
}

function notPermitted(error: Error, queue: string, needs: Access | undefined): ConnectionError {
  const { message: reason } = error
  const refused = parseRefusedAccess(reason)
  const access = refused?.access ?? needs ?? 'configure, write or read'
  return new ConnectionError({
    code: 'ARQ_CONNECTION_AUTH',
    text: refused
      ? texts.permissionMissing({ ...refused, access, reason })
      : texts.notPermitted({ queue, reason }),
    details: { queue, reason, ...refused, ...(refused && { access }) },
    scope: 'channel',
    cause: error,
  })
}

const isTransportError = (value: unknown): value is TransportError =>
  isArqError(value) && typeof Reflect.get(value, 'scope') === 'string'

export function queueNotFound(queue: string, cause?: unknown): QueueNotFound {
  return new QueueNotFound({
    code: 'ARQ_QUEUE_NOT_FOUND',
    text: texts.queueNotFound({ queue }),
    details: { queue },
    scope: 'channel',
    cause,
  })
}

/** One argument of an existing queue or exchange that differs, as the broker words it. */
export interface ArgumentDifference {
  readonly of: 'queue' | 'exchange'
  readonly argument: string
  /** Absent, as {@link found}: the broker cut its text before it, to 255 bytes. */
  readonly wanted: string | undefined
  readonly found: string | undefined
}

/**
 * Reads RabbitMQ's `inequivalent arg 'x' for queue 'q' in vhost '/': received the value 'a' of type 't' but
 * current is none`, or what is left of it where the names are long; `undefined` for any other text.
 */
export function parseInequivalentArgument(text: string): ArgumentDifference | undefined {
  const match =
    /inequivalent arg '([^']*)' for (queue|exchange)(?: .*?: received (.*?) but current is (.*))?/.exec(
      text,
    )
  if (!match) return undefined
  const [, argument = '', of, wanted, found] = match
  return {
    of: of === 'exchange' ? 'exchange' : 'queue',
    argument,
    wanted: wanted === undefined ? undefined : bareValue(wanted),
    found: found === undefined || isCut(text) ? undefined : bareValue(found),
  }
}

/** The words of a longer text end so. */
const isCut = (text: string): boolean => /\.\.\."?$/.test(text)

/** Types of exchanges stand in two pairs of quotes. */
function bareValue(words: string): string {
  const [, type, value] = /''([^']+)''|'([^']*)'/.exec(words) ?? []
  return type ?? value ?? words.replace(/"$/, '').trim()
}

function refusedWithoutWords(cause: WordlessRefusal, queue: string): TopologyMismatch {
  return new TopologyMismatch({
    code: 'ARQ_TOPOLOGY_MISMATCH',
    text: texts.refusedWithoutWords({ queue }),
    details: { queue },
    scope: 'channel',
    cause,
  })
}

function toTopologyMismatch(error: Error, name: string): TopologyMismatch | undefined {
  const difference = parseInequivalentArgument(error.message)
  if (!difference) return undefined
  const { of, argument, wanted, found } = difference
  return new TopologyMismatch({
    code: 'ARQ_TOPOLOGY_MISMATCH',
    text: mismatchText(difference, name),
    details: { [of]: name, argument, wanted, found },
    scope: 'channel',
    cause: error,
  })
}

function mismatchText({ of, argument, ...values }: ArgumentDifference, name: string): Text {
  if (values.wanted === undefined || values.found === undefined) {
    return texts.mismatchCut({ name, argument })
  }
  const wanted = values.wanted || '""'
  const found = values.found || '""'
  return of === 'queue'
    ? texts.queueMismatch({ queue: name, argument, wanted, found })
    : texts.exchangeMismatch({ exchange: name, argument, wanted, found })
}
