import { isArqError } from '../errors/arq-error.js'
import { readProperty } from '../errors/guarded-read.js'
import {
  ResultStoreConnectionError,
  ResultStoreError,
  ResultStoreSerializationError,
  ResultStoreTimeoutError,
} from '../errors/store-errors.js'
import { toError } from '../errors/to-error.js'
import type { JobRecord } from '../job/job.js'
import { renderText, type Text } from '../texts/text.js'
import { decodeJobRecord } from '../wire/job-record-codec.js'
import { failureTexts } from './failure-texts.js'

/** Which database an error is about, for people. */
export interface DatabaseName {
  /** `PostgreSQL`. */
  readonly database: string
  /** Its URL without user and password. */
  readonly address: string
}

/** What went wrong, in the database's or the system's own words, or in a text of a catalogue. */
export interface Failure {
  readonly reason: string | Text
  readonly cause: unknown
  /** The database's own code, or the system's. */
  readonly reasonCode?: string | undefined
}

const about = (name: DatabaseName, { reason, reasonCode, cause }: Failure) => ({
  details: {
    ...name,
    reason: typeof reason === 'string' ? reason : renderText(reason),
    reasonCode,
  },
  cause,
})

/** There is no connection. */
export const connectionFailed = (name: DatabaseName, failure: Failure) =>
  new ResultStoreConnectionError({
    code: 'ARQ_STORE_CONNECTION',
    text: failureTexts.storeUnreachable({ ...name, reason: failure.reason }),
    ...about(name, failure),
  })

/**
 * A store that is opened is there, and refuses the login or the database: trying again will not help. Not for an outage
 * of a store that was open: there, a password that is just being changed is waited for as one that is away.
 */
export function loginRefused(error: ResultStoreError): ResultStoreConnectionError {
  const { details, cause } = error
  const of = (name: string): string => String(details[name])
  const text = failureTexts.storeLoginRefused({
    database: of('database'),
    address: of('address'),
    // In both languages, where it is a text of a catalogue.
    reason: error.text.params['reason'] ?? of('reason'),
  })
  return new ResultStoreConnectionError({ code: 'ARQ_STORE_AUTH', text, details, cause })
}

/** Whether the same call may succeed later. */
export const isPassing = (error: unknown): error is ResultStoreError =>
  error instanceof ResultStoreError && error.retryable

/**
 * Why a store could not be opened, to be thrown: with `ARQ_STORE_AUTH` where waiting would not help.
 * @param isMisconfiguration whether what looks like an outage says that a login, a database or a certificate is wrong
 */
export const openingFailure = (
  thrown: unknown,
  isMisconfiguration: (error: ResultStoreError) => boolean,
): unknown => (isPassing(thrown) && isMisconfiguration(thrown) ? loginRefused(thrown) : thrown)

export const connectionLost = (name: DatabaseName, failure: Failure) =>
  new ResultStoreConnectionError({
    code: 'ARQ_STORE_CONNECTION',
    text: failureTexts.storeConnectionLost({ ...name, reason: failure.reason }),
    ...about(name, failure),
  })

export const timedOut = (name: DatabaseName, timeoutMs: number, cause?: unknown) =>
  new ResultStoreTimeoutError({
    code: 'ARQ_STORE_TIMEOUT',
    text: failureTexts.storeTimedOut({ ...name, timeoutMs }),
    details: { ...name, timeoutMs },
    cause,
  })

/** It answers, and serves nobody for now. */
export const unavailable = (name: DatabaseName, failure: Failure) =>
  new ResultStoreError({
    code: 'ARQ_STORE_UNAVAILABLE',
    text: failureTexts.storeUnavailable({ ...name, reason: failure.reason }),
    ...about(name, failure),
  })

/** It will give the same answer until somebody changes something. */
export const refused = (name: DatabaseName, failure: Failure) =>
  new ResultStoreError({
    code: 'ARQ_STORE_FAILED',
    text: failureTexts.storeRefused({ ...name, reason: failure.reason }),
    ...about(name, failure),
  })

/** A value of the caller's that cannot be written down as a record. */
export function unstorable(jobId: string, cause: unknown): ResultStoreSerializationError {
  const reason = toError(cause).message
  return new ResultStoreSerializationError({
    code: 'ARQ_ENCODE_FAILED',
    text: failureTexts.recordUnstorable({ jobId, reason }),
    details: { jobId, reason },
    cause,
  })
}

/**
 * The record of a stored text.
 * @param toFailure the error that tells where something else than a record of a job stands
 */
export function readStored(
  text: string,
  toFailure: (reason: string, cause: unknown) => ResultStoreError,
): JobRecord {
  try {
    return decodeJobRecord(text)
  } catch (error) {
    if (!isArqError(error)) throw error
    throw toFailure(String(error.details['reason']), error)
  }
}

/** Why something failed, in the words of whoever threw it, as a part of a sentence of ours. */
export function reasonOf(error: Error): string {
  if (error.message !== '') return error.message.replace(/\.$/, '')
  // Several addresses of one host fail as an AggregateError whose own message is empty.
  const inner: unknown = readProperty(error, 'errors')
  return Array.isArray(inner) ? inner.map((one) => toError(one).message).join('; ') : error.name
}
