import { ResultStoreError, toError } from '@arq/core'
import { readProperty } from '@arq/core/internal'
import {
  connectionFailed,
  type DatabaseName,
  type Failure,
  reasonOf,
  refused,
  unavailable,
} from '@arq/core/store'

// Primary result codes of SQLite.
const BUSY = 5
const LOCKED = 6
const READ_ONLY = 8
const IO_ERROR = 10
const FULL = 13

/** Not now: somebody else writes, the disk is full or fails. */
const PASSING: ReadonlySet<number> = new Set([BUSY, LOCKED, READ_ONLY, IO_ERROR, FULL])

export function toStoreError(thrown: unknown, name: DatabaseName): ResultStoreError {
  if (thrown instanceof ResultStoreError) return thrown
  const code = codeOf(thrown)
  const isPassing = (code !== undefined && PASSING.has(code)) || isNoSuchTable(thrown)
  return isPassing ? unavailable(name, failureOf(thrown)) : refused(name, failureOf(thrown))
}

/** The file could not be opened: its folder may come later, or somebody may give us the right. */
export const cannotOpen = (thrown: unknown, name: DatabaseName): ResultStoreError =>
  connectionFailed(name, failureOf(thrown))

function failureOf(thrown: unknown): Failure {
  const error = toError(thrown)
  const code = codeOf(error)
  return {
    reason: reasonOf(error),
    reasonCode: code === undefined ? undefined : String(code),
    cause: error,
  }
}

/** Another process, or another store of this one, is writing. */
export const isBusy = (thrown: unknown): boolean => {
  const code = codeOf(thrown)
  return code === BUSY || code === LOCKED
}

export const isNoSuchTable = (thrown: unknown): boolean =>
  String(readProperty(thrown, 'message')).includes('no such table')

/** Node's driver gives it as `errcode`, libsql as `rawCode`; both may have the details in higher bits. */
function codeOf(thrown: unknown): number | undefined {
  const code = readProperty(thrown, 'errcode') ?? readProperty(thrown, 'rawCode')
  return typeof code === 'number' ? code & 0xff : undefined
}
