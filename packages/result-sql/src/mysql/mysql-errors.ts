import { ResultStoreError, toError } from '@arq/core'
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

import { NO_TLS, tlsFailure } from '../tls-failure.js'
import { MYSQL_TLS_KEYS } from './mysql-driver.js'

const NO_SUCH_TABLE = 1146

/** Its statement took longer than the session allows: MySQL's `max_execution_time`, MariaDB's `max_statement_time`. */
const TOO_LONG: ReadonlySet<number> = new Set([3024, 1969])

/**
 * The same statements, once more, may pass, and have left nothing behind once they are rolled back: a row has changed
 * since it was read (1020), a lock was waited for (1205), a deadlock (1213).
 */
const CONFLICTS: ReadonlySet<number> = new Set([1020, 1205, 1213])

/**
 * Not now: disk or memory are full (1021, 1030, 1037, 1038, 1041, 1114), no connection is left (1040, 1203, 1226), it stops
 * (1053), it is read-only since a failover (1290, 1792, 1836), somebody killed the statement or the connection (1317, 1927),
 * the network (1158 to 1161), and a table that is missing: it will be made, or restored.
 */
const PASSING: ReadonlySet<number> = new Set([
  ...[1021, 1030, 1037, 1038, 1041, 1114, 1040, 1203, 1226, 1053, 1290, 1792, 1836, 1317, 1927],
  ...[1158, 1159, 1160, 1161, NO_SUCH_TABLE],
  ...CONFLICTS,
])

/** No outage: user, password, database or rights are wrong (1044, 1045, 1049, 1130, 1142, 1251, 1698). */
const MISCONFIGURED: ReadonlySet<string> = new Set(
  [1044, 1045, 1049, 1130, 1142, 1251, 1698].map(String),
)

/** Any failure of a statement as one of our errors. */
export function toStoreError(
  thrown: unknown,
  name: DatabaseName,
  timeoutMs: number,
): ResultStoreError {
  if (thrown instanceof ResultStoreError) return thrown
  const number = numberOf(thrown)
  const failure = failureOf(thrown)
  if (number === undefined) return connectionLost(name, failure)
  if (TOO_LONG.has(number)) return timedOut(name, timeoutMs, thrown)
  return PASSING.has(number) ? unavailable(name, failure) : refused(name, failure)
}

/** What kept a connection from being made. */
export const toConnectionError = (thrown: unknown, name: DatabaseName): ResultStoreError =>
  thrown instanceof ResultStoreError ? thrown : connectionFailed(name, connectionFailureOf(thrown))

function connectionFailureOf(thrown: unknown): Failure {
  const failure = failureOf(thrown)
  const reason = tlsFailure(reasonOf(toError(thrown)), MYSQL_TLS_KEYS)
  return reason ? { ...failure, reason, reasonCode: NO_TLS } : failure
}

/** Whether the connection failed for what the URL or the settings say, not for an outage. */
export function isMisconfiguration({ details }: ResultStoreError): boolean {
  const { reasonCode } = details
  return reasonCode === NO_TLS || MISCONFIGURED.has(String(reasonCode))
}

export const isConflict = (thrown: unknown): boolean => CONFLICTS.has(numberOf(thrown) ?? 0)

export const isNoSuchTable = (thrown: unknown): boolean => numberOf(thrown) === NO_SUCH_TABLE

function failureOf(thrown: unknown): Failure {
  const error = toError(thrown)
  const code = numberOf(thrown) ?? readProperty(thrown, 'code')
  return {
    reason: reasonOf(error),
    reasonCode: typeof code === 'string' || typeof code === 'number' ? String(code) : undefined,
    cause: error,
  }
}

/** The server's number of an error; `undefined` of one that the server did not answer with. */
function numberOf(thrown: unknown): number | undefined {
  const number = readProperty(thrown, 'errno')
  const isOfServer = typeof readProperty(thrown, 'sqlState') === 'string'
  return isOfServer && typeof number === 'number' ? number : undefined
}
