import * as v from 'valibot'

import { ConfigurationError, type SettingIssue } from './errors.js'
import { nearestName } from './nearest-name.js'

/** A whole number from `least` to `most`. */
export const countSchema = (least: number, most = Number.MAX_SAFE_INTEGER) =>
  v.pipe(
    v.number((issue) => `must be a number, got ${issue.received}`),
    v.integer((issue) => `must be a whole number, got ${issue.received}`),
    v.minValue(least, (issue) => `must be at least ${String(least)}, got ${issue.received}`),
    v.maxValue(most, (issue) => `must be at most ${String(most)}, got ${issue.received}`),
  )

/** A whole number of at least `least`, or `Infinity` for no limit. */
export const countOrInfinitySchema = (least: number) =>
  v.custom<number>(
    (value) => value === Infinity || (Number.isSafeInteger(value) && Number(value) >= least),
    (issue) =>
      `must be a whole number of at least ${String(least)}, or Infinity; got ${issue.received}`,
  )

/** A duration in whole milliseconds; longer than a month is taken for a mistake, timers cannot hold it. */
export const millisecondsSchema = (least: number) => countSchema(least, 2 ** 31 - 1)

export const flagSchema = v.boolean((issue) => `must be true or false, got ${issue.received}`)

export const textSchema = v.pipe(
  v.string((issue) => `must be text, got ${issue.received}`),
  v.nonEmpty('must not be empty'),
)

type ObjectSchema = v.GenericSchema & { readonly entries: v.ObjectEntries }

/**
 * Checks settings once, at the border, and gives them back complete and frozen.
 * @param subject what is named in the error, for example `Producer settings`
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

/** The object or array schema inside optional(...), pipe(...) and the first object of a union. */
function unwrap(schema: unknown): unknown {
  let inner = schema
  for (;;) {
    const wrapped = property(inner, 'wrapped') ?? objectOption(property(inner, 'options'))
    if (wrapped === undefined) return inner
    inner = wrapped
  }
}

const objectOption = (options: unknown): unknown =>
  Array.isArray(options)
    ? options.find((option) => property(option, 'entries') !== undefined)
    : undefined

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
