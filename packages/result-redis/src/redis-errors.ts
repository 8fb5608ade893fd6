import {
  ResultStoreConnectionError,
  ResultStoreError,
  ResultStoreSerializationError,
  ResultStoreTimeoutError,
  toError,
} from '@arq/core'
import { ErrorReply } from 'redis'

import { texts } from './texts.js'

/**
 * Error codes of replies that mean: not now. Redis starts (LOADING), has lost its primary (MASTERDOWN) or is a replica since a
 * failover (READONLY), is out of memory (OOM) or disk (MISCONF), runs somebody's long script (BUSY), has too few replicas
 * to be safe (NOREPLICAS), or its cluster moves or lacks a part (CLUSTERDOWN, TRYAGAIN).
 */
const PASSING: ReadonlySet<string> = new Set([
  'BUSY',
  'CLUSTERDOWN',
  'LOADING',
  'MASTERDOWN',
  'MISCONF',
  'NOREPLICAS',
  'OOM',
  'READONLY',
  'TRYAGAIN',
])

// Redis 6 words an error inside a script like this: "ERR Error running script (call to f_…): @user_script:12: -OOM command …".
const IN_SCRIPT = /^ERR Error running script .*? -([A-Z]{3,}) /

const isPassing = (reason: string): boolean =>
  PASSING.has(IN_SCRIPT.exec(reason)?.[1] ?? reason.split(' ', 1)[0] ?? '') ||
  reason.startsWith('ERR max number of clients reached')

// Redis answered, and will give the same answer until somebody changes the URL.
const MISCONFIGURED = /^(?:WRONGPASS|NOAUTH|NOPERM|ERR AUTH|ERR (?:DB index|invalid DB))/

/** Whether the connection failed for its login or its database, not for an outage. */
export function isMisconfiguration(failure: ResultStoreError): boolean {
  const reason = failure.details['reason']
  return typeof reason === 'string' && MISCONFIGURED.test(reason)
}

/** Any failure of a command as one of our errors; `shown` is the URL without its password. */
export function toStoreError(thrown: unknown, shown: string): ResultStoreError {
  if (thrown instanceof ResultStoreError) return thrown
  const error = toError(thrown)
  return error instanceof ErrorReply
    ? refusedCommand(error.message, shown, error)
    : connectionLost(error, shown)
}

/** Redis answered with an error of its own words. */
export function refusedCommand(reply: string, address: string, cause?: unknown): ResultStoreError {
  // Our text ends the sentence itself.
  const reason = reply.replace(/\.$/, '')
  const about = { details: { address, reason }, cause }
  if (isPassing(reason)) {
    const text = texts.unavailable({ address, reason })
    return new ResultStoreError({ code: 'ARQ_STORE_UNAVAILABLE', text, ...about })
  }
  const text = texts.commandRefused({ address, reason })
  return reason.startsWith('WRONGTYPE')
    ? new ResultStoreSerializationError({ code: 'ARQ_STORE_DATA', text, ...about })
    : new ResultStoreError({ code: 'ARQ_STORE_FAILED', text, ...about })
}

/** There is no connection. */
export function connectionFailed(
  cause: Error | undefined,
  address: string,
): ResultStoreConnectionError {
  const reason = cause === undefined ? 'no answer yet' : describe(cause)
  return new ResultStoreConnectionError({
    code: 'ARQ_STORE_CONNECTION',
    text: texts.connectionFailed({ address, reason }),
    details: { address, reason },
    cause,
  })
}

function connectionLost(cause: Error, address: string): ResultStoreConnectionError {
  const reason = describe(cause)
  return new ResultStoreConnectionError({
    code: 'ARQ_STORE_CONNECTION',
    text: texts.connectionLost({ address, reason }),
    details: { address, reason },
    cause,
  })
}

export function timedOut(address: string, timeoutMs: number): ResultStoreTimeoutError {
  return new ResultStoreTimeoutError({
    code: 'ARQ_STORE_TIMEOUT',
    text: texts.timedOut({ address, timeoutMs }),
    details: { address, timeoutMs },
  })
}

/** Something else than a job record stands under a key of ours. */
export function notARecord(
  key: string,
  reason: string,
  cause?: unknown,
): ResultStoreSerializationError {
  return new ResultStoreSerializationError({
    code: 'ARQ_STORE_DATA',
    text: texts.notARecord({ key, reason }),
    details: { key, reason },
    cause,
  })
}

// Several addresses of one host fail as an AggregateError whose own message is empty.
function describe(error: Error): string {
  if (error.message !== '') return error.message
  const inner: unknown = Reflect.get(error, 'errors')
  return Array.isArray(inner) ? inner.map((one) => toError(one).message).join('; ') : error.name
}

/** A value of the caller's that cannot be written down as a record. */
export function unstorable(jobId: string, cause: unknown): ResultStoreSerializationError {
  const reason = toError(cause).message
  return new ResultStoreSerializationError({
    code: 'ARQ_ENCODE_FAILED',
    text: texts.unstorable({ jobId, reason }),
    details: { jobId, reason },
    cause,
  })
}

export const isTimeout = (error: unknown): boolean => error instanceof ResultStoreTimeoutError
