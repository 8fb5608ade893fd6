import {
  ResultStoreConnectionError,
  ResultStoreError,
  ResultStoreSerializationError,
  ResultStoreTimeoutError,
  toError,
} from '@arq/core'

import { texts } from './texts.js'

/** Which database an error is about, for people. */
export interface DatabaseName {
  /** `PostgreSQL`. */
  readonly database: string
  /** Its URL without user and password. */
  readonly address: string
}

/** What went wrong, in the database's or the system's own words. */
export interface Failure {
  readonly reason: string
  readonly cause: unknown
  /** The database's own code, or the system's. */
  readonly reasonCode?: string | undefined
}

const about = (name: DatabaseName, { reason, reasonCode, cause }: Failure) => ({
  details: { ...name, reason, reasonCode },
  cause,
})

/** There is no connection. */
export const connectionFailed = (name: DatabaseName, failure: Failure) =>
  new ResultStoreConnectionError({
    code: 'ARQ_STORE_CONNECTION',
    text: texts.connectionFailed({ ...name, reason: failure.reason }),
    ...about(name, failure),
  })

export const connectionLost = (name: DatabaseName, failure: Failure) =>
  new ResultStoreConnectionError({
    code: 'ARQ_STORE_CONNECTION',
    text: texts.connectionLost({ ...name, reason: failure.reason }),
    ...about(name, failure),
  })

export const timedOut = (name: DatabaseName, timeoutMs: number, cause?: unknown) =>
  new ResultStoreTimeoutError({
    code: 'ARQ_STORE_TIMEOUT',
    text: texts.timedOut({ ...name, timeoutMs }),
    details: { ...name, timeoutMs },
    cause,
  })

/** It answers, and serves nobody for now. */
export const unavailable = (name: DatabaseName, failure: Failure) =>
  new ResultStoreError({
    code: 'ARQ_STORE_UNAVAILABLE',
    text: texts.unavailable({ ...name, reason: failure.reason }),
    ...about(name, failure),
  })

/** It will give the same answer until somebody changes something. */
export const refused = (name: DatabaseName, failure: Failure) =>
  new ResultStoreError({
    code: 'ARQ_STORE_FAILED',
    text: texts.commandRefused({ ...name, reason: failure.reason }),
    ...about(name, failure),
  })

interface SchemaVersions extends DatabaseName {
  /** `arq_*`. */
  readonly tables: string
  readonly found: number
  readonly needed: number
}

/** The tables have another version than this code. */
export const schemaMismatch = (versions: SchemaVersions) =>
  new ResultStoreError({
    code: 'ARQ_STORE_FAILED',
    text:
      versions.found < versions.needed
        ? texts.schemaOlder({ ...versions })
        : texts.schemaNewer({ ...versions }),
    details: { ...versions },
  })

/** A row holds something else than a job record. */
export function notARecord(
  where: { readonly jobId: string; readonly tables: string },
  reason: string,
  cause?: unknown,
): ResultStoreSerializationError {
  return new ResultStoreSerializationError({
    code: 'ARQ_STORE_DATA',
    text: texts.notARecord({ ...where, reason }),
    details: { ...where, reason },
    cause,
  })
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
