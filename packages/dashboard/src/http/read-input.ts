import { ConfigurationError, errorText, type ObjectSchema, parseSettings } from '@arq/core'
import { parseDuration, parseInstant, readProperty } from '@arq/core/internal'
import type * as v from 'valibot'

import { Refusal } from '../refusal.js'
import { texts } from '../texts.js'

/** @throws Refusal `invalid` naming the place */
export function readInput<const S extends ObjectSchema>(
  what: 'query' | 'body',
  schema: S,
  given: unknown,
): v.InferOutput<S> {
  try {
    return parseSettings(what, schema, given)
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    const [issue] = error.issues
    const path: unknown = readProperty(issue, 'path')
    throw new Refusal('invalid', errorText(error), typeof path === 'string' ? path : undefined)
  }
}

/** What a query says, apart from the language. A key that stands twice counts as it stands last. */
export function queryObject(query: URLSearchParams): Readonly<Record<string, string>> {
  const given = Object.fromEntries(query)
  delete given['lang']
  // An empty field of a form asks for nothing.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
}

/**
 * A moment as text, or how long ago it was, in milliseconds since 1970.
 * @throws Refusal `invalid`
 */
export function momentOf(
  given: string | undefined,
  path: string,
  nowMs: number,
): number | undefined {
  if (given === undefined) return undefined
  const agoMs = parseDuration(/^\d+$/.test(given) ? Number(given) : given)
  const ms = agoMs === undefined ? parseInstant(given) : nowMs - agoMs
  if (ms !== undefined) return ms
  throw new Refusal('invalid', texts.noMoment(), path)
}
