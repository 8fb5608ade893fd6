import type { Text } from '../texts/text.js'
import { texts } from '../texts/texts.js'
import { parseDuration } from '../time/duration.js'
import { shownValue } from './shown-value.js'

/** A length of time, such as `10` (seconds) or `"5m"`. */
export function durationRule(value: unknown): Text | undefined {
  return parseDuration(value) === undefined
    ? texts.invalidDuration({ value: shownValue(value) })
    : undefined
}

/** How long something is kept. */
export function lifetimeRule(value: unknown): Text | undefined {
  return value === 'forever' || parseDuration(value) !== undefined
    ? undefined
    : texts.invalidLifetime({ value: shownValue(value) })
}
