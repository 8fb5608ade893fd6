import { inspect } from '#platform'

import { boundedText } from '../texts/bounded-text.js'
import { guarded, readProperty } from './guarded-read.js'

/** What a thrown value says of itself, as bounded plain text. */
export interface ThrownDescription {
  /** Class name, for example `TypeError`; `NonError` for a value that is no error. */
  readonly name: string
  /** Its own words. Where it has none: those of the errors inside it, else its code. */
  readonly message: string
  /** For example `ECONNREFUSED` or one of our codes. */
  readonly code: string | undefined
  /** Where it has none, `name: message`. */
  readonly stack: string
}

/** A name that is longer is no class name. */
const LONGEST_NAME = 200
/** UTF-16 units. Enough for any words; a body of a response that became a message is cut. */
const LONGEST_MESSAGE = 16 * 1024
/** UTF-16 units. A stack repeats the message and adds up to a hundred frames. */
const LONGEST_STACK = 32 * 1024
/** Errors inside an aggregate that are named in its message. */
const MOST_NAMED_PARTS = 5
/** Aggregates inside aggregates; one that contains itself must end. */
const DEEPEST_PART = 3
/** A handful as a rule; a cyclic or endless chain must not hold the worker. */
const MOST_ERRORS = 100

/**
 * Describes whatever was thrown. Never throws and never loops: JavaScript can throw `undefined`, a text, a proxy, an
 * object without prototype, and errors whose name is a number and whose getters throw. Each property is read once.
 */
export function describeThrown(thrown: unknown): ThrownDescription {
  return describe(thrown, 0)
}

/**
 * The thrown value itself, then its causes and the parts of aggregates, nearest first, each once and at most 100. Never
 * throws and never loops.
 */
export function nestedErrors(thrown: unknown): readonly unknown[] {
  const found = new Set<unknown>()
  const waiting: unknown[] = [thrown]
  while (waiting.length > 0 && found.size < MOST_ERRORS) {
    const next = waiting.shift()
    if (found.has(next)) continue
    found.add(next)
    const cause = readProperty(next, 'cause')
    if (cause !== undefined) waiting.push(cause)
    waiting.push(...partsOf(next))
  }
  return [...found]
}

/** Whether it is an error, also one of another realm or copy: what has a name and a message behaves as one. */
export function isErrorLike(value: unknown): value is Error {
  if (typeof value !== 'object' || value === null) return false
  if (guarded(() => value instanceof Error) === true) return true
  return (
    typeof readProperty(value, 'message') === 'string' &&
    typeof readProperty(value, 'name') === 'string'
  )
}

function describe(thrown: unknown, depth: number): ThrownDescription {
  const code = codeOf(thrown)
  const isError = isErrorLike(thrown)
  const name = isError ? nameOf(thrown) : 'NonError'
  const message = isError ? messageOf(thrown, code, depth) : wordsOf(thrown)
  const stack = isError ? readProperty(thrown, 'stack') : undefined
  const text = typeof stack === 'string' && stack !== '' ? stack : `${name}: ${message}`
  return { name, message, code, stack: boundedText(text, LONGEST_STACK) }
}

function codeOf(thrown: unknown): string | undefined {
  const code = readProperty(thrown, 'code')
  if (typeof code === 'number') return String(code)
  return typeof code === 'string' && code !== '' ? boundedText(code, LONGEST_NAME) : undefined
}

function nameOf(error: Error): string {
  const className = readProperty(readProperty(error, 'constructor'), 'name')
  const names = [readProperty(error, 'name'), className]
  const name = names.find((one) => typeof one === 'string' && one !== '')
  return typeof name === 'string' ? boundedText(name, LONGEST_NAME) : 'Error'
}

function messageOf(error: Error, code: string | undefined, depth: number): string {
  const message = readProperty(error, 'message')
  if (typeof message === 'string' && message !== '') return boundedText(message, LONGEST_MESSAGE)
  if (message !== undefined && message !== '') return inspected(message)
  // Node gives an AggregateError without words when a host has several addresses and none answers.
  const parts = depth < DEEPEST_PART ? partsOf(error) : []
  if (parts.length === 0) return code ?? ''
  const named = parts.slice(0, MOST_NAMED_PARTS).map((part) => oneLine(part, depth + 1))
  const left = parts.length - named.length
  const more = left > 0 ? [`and ${String(left)} more`] : []
  return boundedText([...named, ...more].join('; '), LONGEST_MESSAGE)
}

function oneLine(thrown: unknown, depth: number): string {
  const { name, message, code } = describe(thrown, depth)
  const suffix = code === undefined || message.includes(code) ? '' : ` (${code})`
  return `${name}: ${message}${suffix}`
}

/** The errors of an aggregate. */
function partsOf(thrown: unknown): readonly unknown[] {
  const parts = readProperty(thrown, 'errors')
  return (
    guarded<readonly unknown[]>(() =>
      Array.isArray(parts) ? parts.slice(0, MOST_ERRORS).map((part: unknown) => part) : [],
    ) ?? []
  )
}

function wordsOf(thrown: unknown): string {
  return typeof thrown === 'string'
    ? boundedText(thrown, LONGEST_MESSAGE)
    : `non-error thrown: ${inspected(thrown)}`
}

/** A value as a reader of code would write it. Runs none of the value's own code: no getter, no proxy, no `inspect`. */
function inspected(value: unknown): string {
  const options = {
    depth: 2,
    customInspect: false,
    showProxy: true,
    maxStringLength: LONGEST_MESSAGE,
    breakLength: Infinity,
  }
  return boundedText(guarded(() => inspect(value, options)) ?? `a ${typeof value}`, LONGEST_MESSAGE)
}
