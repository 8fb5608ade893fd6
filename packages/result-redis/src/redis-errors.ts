import {
  ConfigurationError,
  type ResultStoreConnectionError,
  ResultStoreError,
  ResultStoreSerializationError,
  ResultStoreTimeoutError,
  toError,
} from '@arq/core'
import {
  connectionFailed,
  connectionLost,
  type DatabaseName,
  reasonOf,
  refused,
  timedOut,
  unavailable,
} from '@arq/core/store'
import { ErrorReply } from 'redis'

import { connectionHint } from './connection-hint.js'
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

const codeIn = (reply: string): string => IN_SCRIPT.exec(reply)?.[1] ?? reply.split(' ', 1)[0] ?? ''

const isPassing = (reason: string): boolean =>
  PASSING.has(codeIn(reason)) || reason.startsWith('ERR max number of clients reached')

// In a script Redis 7 does not say which command it was.
const LACKS_RIGHT = /^NOPERM|^ERR The user executing the script can't |-NOPERM /

/** Whether a reply says that the server is no primary any more: another one is. */
export const isReadOnly = (reply: string): boolean => codeIn(reply) === 'READONLY'

// Redis answered, and will give the same answer until somebody changes the URL.
const MISCONFIGURED = /^(?:WRONGPASS|NOAUTH|NOPERM|ERR AUTH|ERR (?:DB index|invalid DB))/

/** What is wrong with the settings, if a connection failed for what the server is, and not for an outage. */
export const wrongSettings = ({ cause }: ResultStoreError): ConfigurationError | undefined =>
  cause instanceof ConfigurationError ? cause : undefined

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
    : connectionLost(redisAt(shown), { reason: reasonOf(error), cause: error })
}

/** Redis answered with an error of its own words. */
export function refusedCommand(reply: string, address: string, cause?: unknown): ResultStoreError {
  // Our text ends the sentence itself.
  const failure = { reason: reply.replace(/\.$/, ''), cause }
  const name = redisAt(address)
  if (isPassing(failure.reason)) return unavailable(name, failure)
  if (failure.reason.startsWith('MOVED ') || failure.reason.includes(' non local key ')) {
    return refused(name, { reason: texts.isOfCluster({ reason: failure.reason }), cause })
  }
  const error = refused(name, {
    ...failure,
    reason: LACKS_RIGHT.test(failure.reason)
      ? texts.lacksRight({ reason: failure.reason })
      : failure.reason,
  })
  if (!failure.reason.startsWith('WRONGTYPE')) return error
  const { text, details } = error
  return new ResultStoreSerializationError({ code: 'ARQ_STORE_DATA', text, details, cause })
}

/**
 * There is no connection.
 * @param wasThere there was one before: then it is an outage, whatever else it looks like
 */
export function noConnection(
  cause: Error | undefined,
  address: string,
  wasThere = false,
): ResultStoreConnectionError {
  const hint = cause && !wasThere ? connectionHint(cause, address.startsWith('rediss')) : undefined
  const reason = cause === undefined ? texts.noAnswerYet() : (hint ?? reasonOf(cause))
  return connectionFailed(redisAt(address), { reason, cause })
}

export const tooLate = (address: string, timeoutMs: number): ResultStoreTimeoutError =>
  timedOut(redisAt(address), timeoutMs)

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

/** Something else than an entry stands in a group of ours. */
export function notAnEntry(key: string, name: string): ResultStoreSerializationError {
  return new ResultStoreSerializationError({
    code: 'ARQ_STORE_DATA',
    text: texts.notAnEntry({ key, name }),
    details: { key, name },
  })
}

/** Something else than an item stands in a log of ours. */
export function notALog(key: string, id: string): ResultStoreSerializationError {
  return new ResultStoreSerializationError({
    code: 'ARQ_STORE_DATA',
    text: texts.notAnItem({ key, id }),
    details: { key, id },
  })
}

export const isTimeout = (error: unknown): error is ResultStoreTimeoutError =>
  error instanceof ResultStoreTimeoutError

const redisAt = (address: string): DatabaseName => ({ database: 'Redis', address })
