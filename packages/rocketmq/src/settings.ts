import * as v from 'valibot'

import { ConfigurationError } from './errors.js'
import { settingProblems } from './setting-problems.js'

/** A whole number from `minimum` to `maximum`. */
export const countSchema = (minimum: number, maximum = Number.MAX_SAFE_INTEGER) =>
  v.pipe(
    v.number((issue) => `must be a number, got ${issue.received}`),
    v.integer((issue) => `must be a whole number, got ${issue.received}`),
    v.minValue(minimum, (issue) => `must be at least ${String(minimum)}, got ${issue.received}`),
    v.maxValue(maximum, (issue) => `must be at most ${String(maximum)}, got ${issue.received}`),
  )

/** A whole number of at least `minimum`, or `Infinity` for no limit. */
export const countOrInfinitySchema = (minimum: number) =>
  v.custom<number>(
    (value) => value === Infinity || (Number.isSafeInteger(value) && Number(value) >= minimum),
    (issue) =>
      `must be a whole number of at least ${String(minimum)}, or Infinity; got ${issue.received}`,
  )

/** A duration in whole milliseconds; longer than a month is taken for a mistake, timers cannot hold it. */
export const millisecondsSchema = (minimum: number) => countSchema(minimum, 2 ** 31 - 1)

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
  const problems = settingProblems(schema, result.issues)
  throw new ConfigurationError(
    subject,
    problems.map(({ path, message }) => ({ path, message })),
  )
}
