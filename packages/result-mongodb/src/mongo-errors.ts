import { ResultStoreError, type Text, toError } from '@arq/core'
import { readProperty } from '@arq/core/internal'
import {
  connectionFailed,
  connectionLost,
  type DatabaseName,
  type Failure,
  reasonOf,
  refused,
  timedOut,
  unavailable,
} from '@arq/core/store'
import {
  MongoBulkWriteError,
  MongoClientClosedError,
  MongoCompatibilityError,
  MongoError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoServerClosedError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  type WriteError,
} from 'mongodb'

import { texts } from './texts.js'

/** A key that is there already. */
export const DUPLICATE_KEY = 11000
export const NO_SUCH_COLLECTION = 26

/** The command took longer than its `maxTimeMS`, or than the server lets any (50, 262); its write concern was not met in time (64). */
const TOO_LONG: ReadonlySet<number> = new Set([50, 262, 64])

/**
 * Not now: the network (6, 7, 89, 9001), another server is primary, or none (91, 133, 189, 10058, 10107, 11600, 11602,
 * 13435, 13436), too few members for the write concern (79, 100), locks and interrupted work (24, 46, 112, 11601, 117,
 * 175, 276), shards that move (63, 150, 234, 13388), cursors that were closed (43, 237), read concern (134), a disk
 * that is full (14031), and too much load (202, 365, 462).
 */
const PASSING: ReadonlySet<number> = new Set([
  ...[6, 7, 89, 9001, 91, 133, 189, 10058, 10107, 11600, 11602, 13435, 13436, 79, 100],
  ...[24, 46, 112, 11601, 117, 175, 276, 63, 150, 234, 13388, 43, 237, 134, 14031, 202, 365, 462],
])

/** The login is wrong: no such user (11), not authenticated (18), Atlas says so (8000), no such mechanism (334). */
const NO_LOGIN: ReadonlySet<number> = new Set([11, 18, 8000, 334])
const NO_LOGIN_CODES: ReadonlySet<string> = new Set(Array.from(NO_LOGIN, String))

/** TLS as the URL asks for it does not come about. */
const NO_TLS =
  /self-signed certificate|unable to verify|certificate has expired|altnames|wrong version number|alert/i

/** Says of a failure that the server may be wanted as it was, later. */
const PASSING_LABELS = ['RetryableWriteError', 'RetryableError', 'SystemOverloadedError'] as const

const CLOSED = [MongoClientClosedError, MongoServerClosedError, MongoTopologyClosedError] as const

/** What is known of the deployment, for a failure to find a server in it. */
export interface Failing {
  readonly name: DatabaseName
  readonly commandTimeoutMs: number
  /** The URL's `replicaSet`. */
  readonly replicaSet: string | undefined
  readonly masked: (text: string) => string
}

/** Any failure of a call as one of our errors. */
export function toStoreError(thrown: unknown, about: Failing): ResultStoreError {
  if (thrown instanceof ResultStoreError) return thrown
  const { name } = about
  const failure = failureOf(thrown, about)
  if (thrown instanceof MongoServerSelectionError) return notFound(thrown, about)
  if (thrown instanceof MongoCompatibilityError) return tooOld(thrown, about)
  if (thrown instanceof MongoNetworkTimeoutError || isLabelled(thrown, ['MaxTimeMSExpired'])) {
    return timedOut(name, about.commandTimeoutMs, thrown)
  }
  if (nameOf(thrown) === 'MongoWaitQueueTimeoutError') {
    return unavailable(name, { ...failure, reason: texts.noFreeConnection() })
  }
  if (thrown instanceof MongoServerError || thrown instanceof WriteRefusal) {
    return ofServer(thrown, failure, about)
  }
  if (thrown instanceof MongoNetworkError || CLOSED.some((each) => thrown instanceof each)) {
    return connectionLost(name, failure)
  }
  // Of the system: a name that cannot be looked up, for the most part.
  if (typeof readProperty(thrown, 'syscall') === 'string') return connectionFailed(name, failure)
  return refused(name, failure)
}

/** Whether there is no connection for what the URL or the settings say, not for an outage. */
export function isMisconfiguration({ details }: ResultStoreError): boolean {
  const { reason, reasonCode } = details
  return (
    (typeof reasonCode === 'string' && NO_LOGIN_CODES.has(reasonCode)) ||
    (typeof reason === 'string' && NO_TLS.test(reason))
  )
}

/**
 * Writes of a `bulkWrite` that the server answered with an error, each with its index.
 * @throws what was no failure of single writes
 */
export function failuresOf(thrown: unknown): readonly WriteError[] {
  if (!(thrown instanceof MongoBulkWriteError)) throw thrown
  // The driver puts whatever keeps a command from being answered into the same error.
  const inner: unknown = thrown.errorResponse
  if (inner instanceof MongoError) throw inner
  const concern = thrown.result.getWriteConcernError()
  // All were made, and may be undone by a failover.
  if (concern) throw new WriteRefusal(concern)
  const failed = [thrown.writeErrors].flat()
  if (failed.length === 0) throw thrown
  return failed
}

/** What the server said of writes, without the writes themselves, in which whole records are. */
export class WriteRefusal extends Error {
  readonly code: number | undefined

  constructor({
    code,
    errmsg,
  }: Pick<WriteError, 'errmsg'> & { readonly code: number | undefined }) {
    super(errmsg ?? `code ${String(code)}`)
    this.name = 'WriteRefusal'
    this.code = code
  }
}

/** What the server answered a write or a command with, whatever carries it. */
export const codeOf = (thrown: unknown): number | undefined => {
  const code = readProperty(thrown, 'code')
  return typeof code === 'number' ? code : undefined
}

function ofServer(error: unknown, failure: Failure, about: Failing): ResultStoreError {
  const { name, commandTimeoutMs } = about
  const code = codeOf(error) ?? 0
  if (TOO_LONG.has(code)) return timedOut(name, commandTimeoutMs, error)
  // A connection is made when it is needed, and lets nobody in.
  if (NO_LOGIN.has(code)) return connectionFailed(name, failure)
  const isPassing = PASSING.has(code) || isLabelled(error, PASSING_LABELS)
  return isPassing ? unavailable(name, failure) : refused(name, failure)
}

/** No server that would take the call was found in time. */
function notFound(error: MongoServerSelectionError, about: Failing): ResultStoreError {
  const { name, replicaSet } = about
  const found = error.reason
  const why = found?.error ?? error
  if (why instanceof MongoCompatibilityError) return tooOld(why, about)
  // The driver drops servers that say to belong to none, or to another one.
  if (replicaSet !== undefined && found?.servers.size === 0) {
    const reason = texts.otherReplicaSet({ name: replicaSet })
    return refused(name, { reason, cause: error })
  }
  return connectionFailed(name, { ...failureOf(why, about), cause: error })
}

function tooOld(error: MongoCompatibilityError, about: Failing): ResultStoreError {
  const reason: Text = texts.tooOld({ reason: about.masked(reasonOf(error)) })
  return refused(about.name, { reason, cause: error })
}

function failureOf(thrown: unknown, { masked }: Failing): Failure {
  const error = toError(thrown)
  const code = readProperty(thrown, 'code')
  return {
    reason: masked(reasonOf(error)),
    reasonCode: typeof code === 'string' || typeof code === 'number' ? String(code) : undefined,
    cause: error,
  }
}

const isLabelled = (thrown: unknown, labels: readonly string[]): boolean => {
  const own = readProperty(thrown, 'errorLabels')
  return Array.isArray(own) && labels.some((label) => own.includes(label))
}

const nameOf = (thrown: unknown): unknown => readProperty(thrown, 'name')
