import { type Language, renderText, type Text, verbatim } from '../texts/text.js'
import { ERROR_CODES, type ErrorCode, type ErrorCodeEntry, type Sent } from './error-codes.js'
import { guarded, readProperty } from './guarded-read.js'
import { describeThrown } from './thrown.js'
import { setUnprinted } from './unprinted-property.js'

const BRAND = Symbol.for('arq.error')

export interface ArqErrorOptions {
  readonly code: ErrorCode
  readonly text: Text
  readonly details?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/**
 * The root of every error of ours. Decide on {@link ArqError.code}, never on the message;
 * recognise it with {@link isArqError}, which also works across two copies of the package.
 */
export class ArqError extends Error {
  declare readonly [BRAND]: true
  readonly code: ErrorCode
  /** What the error knows, by name: job id, queue, argument, both values… */
  readonly details: Readonly<Record<string, unknown>>
  /** The text before it is in a language; see {@link localizedMessage}. */
  declare readonly text: Text

  constructor({ code, text, details = {}, cause }: ArqErrorOptions) {
    super(renderText(text), cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.code = code
    setUnprinted(this, BRAND, true)
    setUnprinted(this, 'text', text)
    this.details = details
  }

  /** Whether the same call may succeed later without a change of code or settings. */
  get retryable(): boolean {
    return ERROR_CODES[this.code].retryable
  }

  /** Of an error of a call that sends, such as `enqueueJob`: whether the broker has the message. */
  get sent(): Sent {
    return ERROR_CODES[this.code].sent
  }
}

/** Whether a caught value is one of our errors, also one made by another copy of this package. */
export function isArqError(value: unknown): value is ArqError {
  return readProperty(value, BRAND) === true
}

/** Whether the broker has the message of a call that rejected with this. Of an error that is not ours nothing is known. */
export function sentAfter(error: unknown): 'no' | 'never' | 'unknown' {
  if (!isArqError(error)) return 'unknown'
  // Another copy of this package may have codes that this one does not know.
  const entries: Readonly<Partial<Record<string, ErrorCodeEntry>>> = ERROR_CODES
  const { sent = 'unknown' } = entries[error.code] ?? {}
  return sent === 'notSending' ? 'unknown' : sent
}

/** An error's message before it is in a language; errors that are not ours keep their own words. Never throws. */
export function errorText(error: unknown): Text {
  if (!isArqError(error)) return verbatim(describeThrown(error).message)
  // Another copy of this package may make its texts in another way.
  const isText = guarded(() => typeof renderText(error.text) === 'string') === true
  return isText ? error.text : verbatim(describeThrown(error).message)
}

/** An error's message in the reader's language; errors that are not ours keep their own words. Never throws. */
export function localizedMessage(error: unknown, language: Language): string {
  // Another copy of this package may make its texts in another way.
  const text = isArqError(error) ? guarded(() => renderText(error.text, language)) : undefined
  return typeof text === 'string' ? text : describeThrown(error).message
}
