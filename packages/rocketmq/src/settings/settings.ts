import * as v from 'valibot'

import { ConfigurationError } from '../errors/errors.js'
import { mustBe, said } from '../rules/must-be.js'
import { texts } from '../texts/texts.js'
import { settingProblems } from './setting-problems.js'

/** A whole number from `minimum` to `maximum`. */
export const countSchema = (minimum: number, maximum = Number.MAX_SAFE_INTEGER) =>
  v.pipe(
    v.number(mustBe.number),
    v.integer(mustBe.wholeNumber),
    v.minValue(minimum, mustBe.atLeast(minimum)),
    v.maxValue(maximum, mustBe.atMost(maximum)),
  )

/** A whole number of at least `minimum`, or `Infinity` for no limit. */
export const countOrInfinitySchema = (minimum: number) =>
  v.custom<number>(
    (value) => value === Infinity || (Number.isSafeInteger(value) && Number(value) >= minimum),
    said((value) => texts.mustBeCountOrInfinity({ least: minimum, value })),
  )

/** A duration in whole milliseconds; longer than a month is taken for a mistake, timers cannot hold it. */
export const millisecondsSchema = (minimum: number) => countSchema(minimum, 2 ** 31 - 1)

export const flagSchema = v.boolean(mustBe.flag)

export const textSchema = v.pipe(v.string(mustBe.text), v.nonEmpty(mustBe.notEmpty))

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
  throw new ConfigurationError(subject, settingProblems(schema, input))
}
