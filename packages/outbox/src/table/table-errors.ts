import { isArqError, toError } from '@arq/core'
import { readProperty } from '@arq/core/internal'
import { connectionFailed, connectionLost, loginRefused, reasonOf, refused } from '@arq/core/store'

import type { ResolvedTableSettings } from './table-settings.js'

type DatabaseName = ResolvedTableSettings['name']

/** User, password or database of the URL are wrong: PostgreSQL's codes, then MySQL's. */
const MISCONFIGURED = /^(?:28|3D000|ER_ACCESS_DENIED|ER_DBACCESS_DENIED|ER_BAD_DB)/

const failureOf = (thrown: unknown) => {
  const cause = toError(thrown)
  const code = readProperty(thrown, 'code')
  const reasonCode = typeof code === 'string' ? code : undefined
  return { reason: reasonOf(cause), cause, reasonCode }
}

/** What kept a connection from being made: `ARQ_STORE_AUTH` where waiting will not help. */
export function toConnectionError(thrown: unknown, name: DatabaseName): unknown {
  if (isArqError(thrown)) return thrown
  const failure = failureOf(thrown)
  const error = connectionFailed(name, failure)
  return MISCONFIGURED.test(failure.reasonCode ?? '') ? loginRefused(error) : error
}

/** A failure of a statement. */
export function toStatementError(thrown: unknown, name: DatabaseName, isLost: boolean): unknown {
  if (isArqError(thrown)) return thrown
  return isLost ? connectionLost(name, failureOf(thrown)) : refused(name, failureOf(thrown))
}
