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
import { POSTGRES_TLS_KEYS } from './postgres-tls.js'

/** SQLSTATE: the statement took longer than `statement_timeout`, or somebody cancelled it. */
const CANCELED = '57014'
const NO_SUCH_TABLE = '42P01'

/** The same statement, once more, may pass: it met another one. */
const CONFLICTS: ReadonlySet<string> = new Set(['40001', '40P01'])

/**
 * Classes and codes that mean: not now. 08 connections, 25006 it is a read-only standby (since a failover), 40 conflicts,
 * 53 no room, memory or free connection, 55006 and 55P03 locked by somebody, 57P01 to 57P05 it stops, has crashed or
 * starts, 58 its disk fails, and a table that is missing: it will be made, or restored.
 */
const PASSING = /^(?:08|40|53|57P0|58|25006|55006|55P03|42P01)/

/** No outage: user, password or database of the URL are wrong. */
const MISCONFIGURED = /^(?:28|3D000|42501|0P)/

/** Any failure of a statement as one of our errors. */
export function toStoreError(
  thrown: unknown,
  name: DatabaseName,
  timeoutMs: number,
): ResultStoreError {
  if (thrown instanceof ResultStoreError) return thrown
  const error = toError(thrown)
  const failure = failureOf(error)
  const { reasonCode } = failure
  if (reasonCode === CANCELED) return timedOut(name, timeoutMs, error)
  if (!isSqlState(reasonCode)) return connectionLost(name, failure)
  return PASSING.test(reasonCode) ? unavailable(name, failure) : refused(name, failure)
}

/** What kept a connection from being made. */
export function toConnectionError(thrown: unknown, name: DatabaseName): ResultStoreError {
  if (thrown instanceof ResultStoreError) return thrown
  const failure = failureOf(toError(thrown))
  const reason = tlsFailure(reasonOf(toError(thrown)), POSTGRES_TLS_KEYS)
  return connectionFailed(name, reason ? { ...failure, reason, reasonCode: NO_TLS } : failure)
}

/** Whether the connection failed for what the URL or the settings say, not for an outage. */
export function isMisconfiguration({ details }: ResultStoreError): boolean {
  const { reasonCode } = details
  return reasonCode === NO_TLS || MISCONFIGURED.test(String(reasonCode))
}

export const isConflict = (thrown: unknown): boolean => CONFLICTS.has(codeOf(thrown) ?? '')

export const isNoSuchTable = (thrown: unknown): boolean => codeOf(thrown) === NO_SUCH_TABLE

const failureOf = (error: Error): Failure => ({
  reason: reasonOf(error),
  reasonCode: codeOf(error),
  cause: error,
})

function codeOf(thrown: unknown): string | undefined {
  const code = readProperty(thrown, 'code')
  return typeof code === 'string' ? code : undefined
}

// Codes of the system (ECONNRESET) are longer.
const isSqlState = (code: string | undefined): code is string =>
  code !== undefined && /^[0-9A-Z]{5}$/.test(code)
