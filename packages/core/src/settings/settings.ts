import * as v from 'valibot'

import { ConfigurationError } from '../errors/settings-errors.js'
import { guardedLogger } from '../log/guarded-logger.js'
import type { Logger } from '../log/logger.js'
import { durationRule, lifetimeRule } from '../rules/duration.js'
import { mustBe, said } from '../rules/must-be.js'
import { ruledBy } from '../rules/rule.js'
import type { Text } from '../texts/text.js'
import type { Duration } from '../time/duration.js'
import { settingProblems } from './setting-problems.js'
import { settingsTexts } from './settings-texts.js'

/** What the docs and the command line say about a setting; the schema is their one source. */
export interface SettingMetadata {
  readonly unit?: string
  /** The environment variable that the command line reads it from. */
  readonly env?: string
  /** Where the behaviour or the default comes from. */
  readonly source?: string
}

/** A schema of a duration of at least zero, as the user wrote it. {@link durationToMs} makes a number of it. */
export const durationSchema = ruledBy<Duration>(durationRule)

/** A schema of how long something is kept, as the user wrote it. {@link lifetimeToMs} makes a number of it. */
export const lifetimeSchema = ruledBy<Duration | 'forever'>(lifetimeRule)

/** A schema of a whole number of at least `least`, and at most `most`. */
export const countSchema = (least: number, most = Number.MAX_SAFE_INTEGER) =>
  v.pipe(
    v.number(mustBe.number),
    v.integer(mustBe.wholeNumber),
    v.minValue(least, mustBe.atLeast(least)),
    v.maxValue(most, mustBe.atMost(most)),
  )

/** A schema of an object of the caller's, checked only for having the named methods; `T` is the caller's claim. */
export const portSchema = <T>(what: string | Text, ...methods: readonly string[]) =>
  v.custom<T>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      methods.every((method) => typeof Reflect.get(value, method) === 'function'),
    said(settingsTexts.mustBePort({ what, methods: methods.join(', ') })),
  )

/** A logger of the caller's. What it throws harms nobody: see {@link guardedLogger}. */
export const loggerSchema = v.pipe(
  portSchema<Logger>(settingsTexts.aLogger(), 'debug', 'info', 'warn', 'error', 'child'),
  v.transform(guardedLogger),
)

/** Any function; its type is the caller's claim. */
export const functionSchema = <T>() =>
  v.custom<T>((value) => typeof value === 'function', mustBe.aFunction)

/** One function, or a list of them. */
export const functionsSchema = <T>() =>
  v.custom<T | readonly T[]>(
    (value) =>
      typeof value === 'function' ||
      (Array.isArray(value) && value.every((each) => typeof each === 'function')),
    mustBe.functions,
  )

/** A valibot schema of an object. */
export type ObjectSchema = v.GenericSchema & { readonly entries: v.ObjectEntries }

/**
 * Checks settings once, at the border, and gives them back complete and frozen.
 * @param subject what is named in the error, for example `Worker settings`
 * @throws {@link ConfigurationError} naming each wrong key, and for a typo the nearest valid one
 *
 * @example
 * ```ts
 * const sqlStoreSettingsSchema = v.strictObject({
 *   url: v.pipe(v.string(mustBe.text), v.description('URL of the database.')),
 *   connectTimeout: v.pipe(v.optional(durationSchema, '5s'), v.description('How long opening it may take.')),
 * })
 * const { url, connectTimeout } = parseSettings('SqlResultStore settings', sqlStoreSettingsSchema, input)
 * const connectTimeoutMs = durationToMs(connectTimeout, 'connectTimeout')
 * ```
 */
export function parseSettings<const S extends ObjectSchema>(
  subject: string,
  schema: S,
  input: unknown,
): Readonly<v.InferOutput<S>> {
  const result = read(subject, () => v.safeParse(schema, input))
  if (result.success) return Object.freeze(result.output)
  const problems = read(subject, () => settingProblems(schema, input))
  throw new ConfigurationError(subject, problems)
}

/** Settings may have getters, and those may throw. */
function read<T>(subject: string, parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    const text = settingsTexts.settingsUnreadable()
    throw new ConfigurationError(subject, [{ path: '', text }], cause)
  }
}
