import { isProxy } from '#platform'

import { readProperty } from './guarded-read.js'
import { describeThrown, isErrorLike } from './thrown.js'

/**
 * Any thrown value as an `Error` whose name and message are text that can be read.
 * One that already is such an error is returned as it is, whatever realm made it; any other is described by a new one.
 */
export function toError(thrown: unknown): Error {
  if (isReadable(thrown)) return thrown
  const { name, message, code, stack } = describeThrown(thrown)
  const error = new Error(message)
  error.name = name
  if (isErrorLike(thrown)) error.stack = stack
  // Not as its cause: whoever prints a cause reads it unguarded.
  return code === undefined ? error : Object.assign(error, { code })
}

function isReadable(thrown: unknown): thrown is Error {
  if (!isErrorLike(thrown) || isProxy(thrown)) return false
  const name = readProperty(thrown, 'name')
  const message = readProperty(thrown, 'message')
  if (typeof name !== 'string' || typeof message !== 'string') return false
  return message !== '' || readProperty(thrown, 'errors') === undefined
}
