import { ConfigurationError } from '../errors/settings-errors.js'
import { ruleTexts } from '../rules/rule-texts.js'
import { shownValue } from '../rules/shown-value.js'
import { parseDuration } from '../time/duration.js'
import type { Lifetime } from '../time/lifetime.js'

/**
 * Milliseconds of a duration.
 * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` naming `key` when it is none, negative or too long
 */
export function durationToMs(value: unknown, key: string): number {
  const ms = parseDuration(value)
  if (ms !== undefined) return ms
  const text = ruleTexts.invalidDuration({ value: shownValue(value) })
  throw new ConfigurationError('duration', [{ path: key, text }])
}

/**
 * How long something is kept: milliseconds, or for ever.
 * @throws {@link ConfigurationError} as {@link durationToMs}
 */
export function lifetimeToMs(value: unknown, key: string): Lifetime {
  return value === 'forever' ? value : durationToMs(value, key)
}
