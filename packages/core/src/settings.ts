import * as v from 'valibot'

import { type Duration, parseDuration } from './duration.js'
import { ConfigurationError, type SettingIssue } from './errors.js'
import { nearestName } from './nearest-name.js'

/** What the docs and the command line say about a setting; the schema is their one source. */
export interface SettingMetadata {
  readonly unit?: string
  /** The environment variable that the command line reads it from. */
  readonly env?: string
  /** Where the behaviour or the default comes from. */
  readonly source?: string
}

/** A duration of at least zero, as the user wrote it; `durationToMs` makes a number of it. */
export const durationSchema = v.custom<Duration>(
  (value) => parseDuration(value) !== undefined,
  (issue) =>
    `must be seconds as a number, or text such as "250ms", "10s", "5m", "2h", "1d", and not negative; got ${issue.received}`,
)

/** A whole number of at least `least`. */
export const countSchema = (least: number) =>
  v.pipe(
    v.number('must be a number'),
    v.integer('must be a whole number'),
    v.minValue(least, (issue) => `must be at least ${String(least)}, got ${issue.received}`),
  )

/** An object or function of the caller's, checked only for having the named methods. */
export const portSchema = <T>(what: string, ...methods: readonly string[]) =>
  v.custom<T>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      methods.every((method) => typeof Reflect.get(value, method) === 'function'),
    `must be ${what}: an object with ${methods.join(', ')}`,
  )

/** Any function; its type is the caller's claim. */
export const functionSchema = <T>() =>
  v.custom<T>((value) => typeof value === 'function', 'must be a function')

type ObjectSchema = v.GenericSchema & { readonly entries: v.ObjectEntries }

/**
 * Checks settings once, at the border, and gives them back complete and frozen.
 * @param subject what is named in the error, for example `Worker settings`
 * @throws {@link ConfigurationError} naming each wrong key, and for a typo the nearest valid one
 */
export function parseSettings<const S extends ObjectSchema>(
  subject: string,
  schema: S,
  input: unknown,
): Readonly<v.InferOutput<S>> {
  const result = v.safeParse(schema, input)
  if (result.success) return Object.freeze(result.output)
  throw new ConfigurationError(
    subject,
    result.issues.map((issue) => toSettingIssue(issue, schema)),
  )
}

function toSettingIssue(issue: v.BaseIssue<unknown>, schema: ObjectSchema): SettingIssue {
  const path = v.getDotPath(issue) ?? ''
  if (issue.received === 'undefined' && issue.type.endsWith('object')) {
    return { path, message: 'is required' }
  }
  // valibot reports an unknown key as "never" expected in its place.
  if (issue.expected !== 'never') return { path, message: issue.message }
  const keys = knownKeysAt(schema, path)
  const typed = path.split('.').at(-1) ?? path
  const meant = nearestName(typed, keys)
  const hint = meant === undefined ? `known: ${keys.join(', ')}` : `did you mean ${meant}?`
  return { path, message: `unknown key; ${hint}` }
}

/** The keys that are valid beside the one at `path`. */
function knownKeysAt(schema: ObjectSchema, path: string): readonly string[] {
  let current: unknown = schema
  for (const step of path.split('.').slice(0, -1)) {
    const inner = unwrap(current)
    // An array's item, a record's value, or an object's entry.
    current =
      property(inner, 'item') ??
      property(inner, 'value') ??
      property(property(inner, 'entries'), step)
  }
  const entries = property(unwrap(current), 'entries')
  return typeof entries === 'object' && entries !== null ? Object.keys(entries) : []
}

/** The object or array schema inside optional(...) and pipe(...). */
function unwrap(schema: unknown): unknown {
  let inner = schema
  while (property(inner, 'wrapped') !== undefined) inner = property(inner, 'wrapped')
  return inner
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
