import { guarded, readProperty } from '../errors/guarded-read.js'
import { describeThrown } from '../errors/thrown.js'
import type { Plain, PlainObject, PlainOptions } from './plain.js'
import { REDACTED, redactText } from './redaction.js'

/** Frames of a stack worth writing down. */
const MAX_STACK_LINES = 30
/** Written already, or nothing but a copy of other fields. */
const NOT_DETAILS = ['name', 'message', 'stack', 'cause', 'errors', 'text', 'issues']

/** An error with everything that explains it: stack, causes, the errors inside, and its own fields. */
export function plainError(
  error: Error,
  { isSecret, describeError }: PlainOptions,
  convert: (value: unknown) => Plain | undefined,
): PlainObject {
  const { name, stack } = describeThrown(error)
  const plain: Record<string, Plain> = { name, message: redactText(describeError(error)) }
  for (const key of guarded(() => Object.keys(error)) ?? []) {
    if (NOT_DETAILS.includes(key)) continue
    const kept = isSecret(key) ? REDACTED : convert(readProperty(error, key))
    if (kept !== undefined) plain[key] = kept
  }
  plain['stack'] = redactText(shortStack(stack))
  const cause = convert(readProperty(error, 'cause'))
  if (cause !== undefined) plain['cause'] = cause
  const inner = readProperty(error, 'errors')
  const parts = guarded(() =>
    Array.isArray(inner) ? inner.map((one) => convert(one) ?? null) : undefined,
  )
  if (parts) plain['errors'] = parts
  return plain
}

function shortStack(stack: string): string {
  const lines = stack.split('\n')
  return lines.length <= MAX_STACK_LINES
    ? stack
    : [...lines.slice(0, MAX_STACK_LINES), '    …'].join('\n')
}

/** One text of a converted error, for a text line: stack, then what caused it. */
export function plainErrorText(plain: PlainObject): string {
  const { name, message, stack, cause, errors, ...rest } = plain
  const headline = `${text(name)}: ${text(message)}`
  const frames = typeof stack === 'string' ? `\n${framesOf(stack)}` : ''
  const details = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : ''
  const inner = Array.isArray(errors)
    ? errors.map((one: Plain, index) => `\n[${index}] ${causeText(one)}`).join('')
    : ''
  const because = cause === undefined ? '' : `\nCaused by: ${causeText(cause)}`
  return `${headline}${details}${frames}${inner}${because}`
}

/** The stack's own first line repeats name and message; of a message of several lines, all of them. */
const framesOf = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => /^\s+(?:at |…)/.test(line))
    .join('\n')

const text = (value: Plain | undefined): string => (typeof value === 'string' ? value : '')

const causeText = (value: Plain): string =>
  isPlainError(value) ? plainErrorText(value) : JSON.stringify(value)

/** Whether a converted value was an error. */
export const isPlainError = (value: Plain): value is PlainObject =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  'stack' in value &&
  'message' in value &&
  'name' in value
