import { isArqError } from '../errors/arq-error.js'
import { describeThrown } from '../errors/thrown.js'

/** What an event says of an error: plain text, whatever was thrown. */
export interface EventError {
  /** Class name. */
  readonly name: string
  readonly message: string
  /** One of arq's codes; absent on any other error. */
  readonly code: string | undefined
}

export function eventError(thrown: unknown): EventError {
  const { name, message, code } = describeThrown(thrown)
  return { name, message, code: isArqError(thrown) ? code : undefined }
}
