import type { Text } from '../texts/text.js'
import { parseDuration } from '../time/duration.js'
import { ruleTexts } from './rule-texts.js'
import { shownValue } from './shown-value.js'

/** A length of time, such as `10` (seconds) or `"5m"`. */
export function durationRule(value: unknown): Text | undefined {
  return parseDuration(value) === undefined
    ? ruleTexts.invalidDuration({ value: shownValue(value) })
    : undefined
}

/** How long something is kept. */
export function lifetimeRule(value: unknown): Text | undefined {
  return value === 'forever' || parseDuration(value) !== undefined
    ? undefined
    : ruleTexts.invalidLifetime({ value: shownValue(value) })
}
