import { describeThrown, errorText, isArqError, type Text } from '@arq/core'
import { boundedText, nestedErrors } from '@arq/core/internal'

import { texts } from '../texts.js'

/** What is kept of an error: bounded, plain text, safe to store and to send. */
export interface ErrorReport {
  /** Class name. */
  readonly name: string
  readonly message: string
  /** One of our codes. */
  readonly code: string | undefined
  /** Stack, with the stacks of its causes and of the errors inside it. */
  readonly stack: string
  /** `Name: message`, for programs and for later. */
  readonly text: string
  /** The same for people, before it is in a language. */
  readonly words: Text
  /** Of an encrypted error: the same where texts are cut, each encrypted after its cut. */
  readonly short?: Pick<ErrorReport, 'text' | 'message' | 'stack'>
}

/** UTF-16 units. What core bounds one message to, with its name. */
const LONGEST_TEXT = 16 * 1024
/** UTF-16 units, over all stacks: some two hundred frames. */
const LONGEST_STACKS = 32 * 1024
/** Causes and inner errors that are written down, the thrown one included. */
const MOST_ERRORS = 10

/** Describes whatever was thrown: `undefined`, a text, an error with a cyclic cause, one of a megabyte. Never throws. */
export function reportError(thrown: unknown): ErrorReport {
  const { name, message, code } = describeThrown(thrown)
  return {
    name,
    message,
    code: isArqError(thrown) ? code : undefined,
    stack: boundedText(stacksOf(thrown), LONGEST_STACKS),
    text: boundedText(`${name}: ${message}`, LONGEST_TEXT),
    words: texts.errorNamed({ name, message: errorText(thrown) }),
  }
}

function stacksOf(thrown: unknown): string {
  const stacks = nestedErrors(thrown)
    .slice(0, MOST_ERRORS)
    .map((error) => describeThrown(error).stack)
  return stacks.join('\ncaused by ')
}
