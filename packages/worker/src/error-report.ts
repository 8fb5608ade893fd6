import { isArqError } from '@arq/core'
import { toError } from '@arq/core/internal'

/** What is kept of an error: bounded, plain text, safe to store and to send. */
export interface ErrorReport {
  /** Class name. */
  readonly name: string
  readonly message: string
  /** One of our codes. */
  readonly code: string | undefined
  /** Stack, with the stacks of its causes. */
  readonly stack: string
  /** `Name: message`. */
  readonly text: string
}

const LONGEST_TEXT = 16 * 1024
const LONGEST_STACK = 32 * 1024
const MOST_CAUSES = 10

/** Describes whatever was thrown: `undefined`, a text, an error with a cyclic cause, one of a megabyte. */
export function reportError(thrown: unknown): ErrorReport {
  const error = toError(thrown)
  const name = error.name === '' ? 'Error' : error.name
  const message = shorten(error.message, LONGEST_TEXT)
  return {
    name: shorten(name, 200),
    message,
    code: isArqError(thrown) ? thrown.code : undefined,
    stack: shorten(stackWithCauses(error), LONGEST_STACK),
    text: shorten(`${name}: ${message}`, LONGEST_TEXT),
  }
}

function stackWithCauses(error: Error): string {
  const seen = new Set<Error>([error])
  const parts = [stackOf(error)]
  let cause: unknown = error.cause
  while (cause !== undefined && seen.size < MOST_CAUSES) {
    const next = toError(cause)
    if (seen.has(next)) {
      parts.push('[cyclic cause]')
      break
    }
    seen.add(next)
    parts.push(`caused by ${stackOf(next)}`)
    cause = next.cause
  }
  return parts.join('\n')
}

// A megabyte of message stands in the stack too; cutting early keeps the joining cheap.
function stackOf(error: Error): string {
  const stack: unknown = error.stack
  return shorten(
    typeof stack === 'string' ? stack : `${error.name}: ${error.message}`,
    LONGEST_STACK,
  )
}

function shorten(text: string, longest: number): string {
  if (text.length <= longest) return text
  return `${text.slice(0, longest)}… (${String(text.length - longest)} more characters)`
}
