import { inspect } from 'node:util'

/**
 * Any thrown value as an `Error`: `throw undefined`, `throw 'text'` and `throw { code: 1 }` are legal JavaScript.
 * An object that already behaves as an error is returned as it is, whatever realm made it.
 */
export function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown
  if (isErrorLike(thrown)) return thrown
  const error = new Error(
    typeof thrown === 'string' ? thrown : `non-error thrown: ${inspect(thrown, { depth: 2 })}`,
  )
  error.name = 'NonError'
  return error
}

function isErrorLike(value: unknown): value is Error {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'message') === 'string' &&
    typeof Reflect.get(value, 'name') === 'string'
  )
}
