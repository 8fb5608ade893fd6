import { inspect } from 'node:util'

import { guarded, readProperty } from './guarded-read.js'

/** UTF-16 units. Enough for any words; a body of a response that became a message is cut. */
const LONGEST_WORDS = 16 * 1024
/** Errors inside an aggregate that are named in its words. */
const MOST_NAMED_PARTS = 5
/** Aggregates inside aggregates; one that contains itself must end. */
const DEEPEST_PART = 3

/**
 * What a thrown value says of itself, as bounded plain text: `@arq/core` says the same. Never throws and never loops:
 * JavaScript can throw `undefined`, a text, a proxy, an object without prototype, and errors whose getters throw.
 */
export function thrownWords(thrown: unknown, depth = 0): string {
  if (!isErrorLike(thrown)) {
    return typeof thrown === 'string' ? bounded(thrown) : `non-error thrown: ${inspected(thrown)}`
  }
  const message = readProperty(thrown, 'message')
  if (typeof message === 'string' && message !== '') return bounded(message)
  if (message !== undefined && message !== '') return inspected(message)
  // Node gives an AggregateError without words when a host has several addresses and none answers.
  const parts = depth < DEEPEST_PART ? partsOf(thrown) : []
  if (parts.length === 0) return codeOf(thrown) ?? ''
  const named = parts.slice(0, MOST_NAMED_PARTS).map((part) => lineOf(part, depth + 1))
  const left = parts.length - named.length
  return bounded([...named, ...(left > 0 ? [`and ${left} more`] : [])].join('; '))
}

/** The class name of an error, `NonError` for a value that is none. */
export function thrownName(thrown: unknown): string {
  if (!isErrorLike(thrown)) return 'NonError'
  const className = readProperty(readProperty(thrown, 'constructor'), 'name')
  const name = [readProperty(thrown, 'name'), className].find(
    (one) => typeof one === 'string' && one !== '',
  )
  return typeof name === 'string' ? bounded(name) : 'Error'
}

/** Both of what says what a thrown value is. */
export function describeThrown(thrown: unknown): {
  readonly name: string
  readonly message: string
} {
  return { name: thrownName(thrown), message: thrownWords(thrown) }
}

/** Whether it is an error, also one of another realm or copy: what has a name and a message behaves as one. */
function isErrorLike(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (guarded(() => value instanceof Error) === true) return true
  const [message, name] = [readProperty(value, 'message'), readProperty(value, 'name')]
  return typeof message === 'string' && typeof name === 'string'
}

function lineOf(thrown: unknown, depth: number): string {
  const words = thrownWords(thrown, depth)
  const code = codeOf(thrown)
  const suffix = code === undefined || words.includes(code) ? '' : ` (${code})`
  return `${thrownName(thrown)}: ${words}${suffix}`
}

function codeOf(thrown: unknown): string | undefined {
  const code = readProperty(thrown, 'code')
  if (typeof code === 'number') return String(code)
  return typeof code === 'string' && code !== '' ? bounded(code) : undefined
}

/** The errors of an aggregate. */
function partsOf(thrown: unknown): readonly unknown[] {
  const parts = readProperty(thrown, 'errors')
  const list = guarded<readonly unknown[]>(() => (Array.isArray(parts) ? parts.slice(0, 100) : []))
  return list ?? []
}

/** A value as a reader of code would write it. Runs none of the value's own code: no getter, no proxy, no `inspect`. */
function inspected(value: unknown): string {
  const options = {
    ...{ depth: 2, customInspect: false, showProxy: true },
    ...{ maxStringLength: LONGEST_WORDS, breakLength: Infinity },
  }
  return bounded(guarded(() => inspect(value, options)) ?? `a ${typeof value}`)
}

/** Half a surrogate pair becomes U+FFFD, so that any encoding can carry the text. */
function bounded(text: string): string {
  const left = text.length - LONGEST_WORDS
  const kept = left > 0 ? `${text.slice(0, LONGEST_WORDS)}… (${left} more characters)` : text
  return kept.replace(/\p{Surrogate}/gu, '\uFFFD')
}
