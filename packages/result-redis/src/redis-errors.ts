import {
  ResultStoreConnectionError,
  ResultStoreError,
  ResultStoreSerializationError,
  ResultStoreTimeoutError,
} from '@arq/core'
import { toError } from '@arq/core/internal'
import { ErrorReply } from 'redis'

import { messages } from './messages.js'

// Redis is up, but for a moment it serves nobody: the same as being away.
const AWAY = /^(?:LOADING|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY) /

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
  if (!(error instanceof ErrorReply)) return connectionLost(error, shown)
  if (AWAY.test(error.message)) return connectionFailed(error, shown)
  return refusedCommand(error.message, shown, error)
}

/** Redis answered with an error of its own words. */
export function refusedCommand(reason: string, address: string, cause?: unknown): ResultStoreError {
  const isForeignData = reason.startsWith('WRONGTYPE')
  const options = {
    text: messages.commandRefused({ address, reason }),
    details: { address, reason },
    cause,
  }
  return isForeignData
    ? new ResultStoreSerializationError({ code: 'ARQ_STORE_DATA', ...options })
    : new ResultStoreError({ code: 'ARQ_STORE_FAILED', ...options })
}

/** There is no connection. */
export function connectionFailed(
  cause: Error | undefined,
  address: string,
): ResultStoreConnectionError {
  const reason = cause === undefined ? 'no answer yet' : describe(cause)
  return new ResultStoreConnectionError({
    code: 'ARQ_STORE_CONNECTION',
    text: messages.connectionFailed({ address, reason }),
    details: { address, reason },
    cause,
  })
}

function connectionLost(cause: Error, address: string): ResultStoreConnectionError {
  const reason = describe(cause)
  return new ResultStoreConnectionError({
    code: 'ARQ_STORE_CONNECTION',
    text: messages.connectionLost({ address, reason }),
    details: { address, reason },
    cause,
  })
}

export function timedOut(address: string, timeoutMs: number): ResultStoreTimeoutError {
  return new ResultStoreTimeoutError({
    code: 'ARQ_STORE_TIMEOUT',
    text: messages.timedOut({ address, timeoutMs }),
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
    text: messages.notARecord({ key, reason }),
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
    text: messages.unstorable({ jobId, reason }),
    details: { jobId, reason },
    cause,
  })
}

export const isTimeout = (error: unknown): boolean => error instanceof ResultStoreTimeoutError
