import type { Text } from '../texts/text.js'
import type { Duration } from '../time/duration.js'
import { isMoment, parseInstant } from '../time/instant.js'
import { durationRule } from './duration.js'
import { ruledBy } from './rule.js'
import { ruleTexts } from './rule-texts.js'
import { shownValue } from './shown-value.js'

function dateRule(date: Date): Text | undefined {
  const ms = date.getTime()
  const value = shownValue(date)
  if (Number.isNaN(ms)) return ruleTexts.momentNotDate({ value })
  return isMoment(ms) ? undefined : ruleTexts.momentOutOfRange({ value })
}

/** A moment: a Date, or an ISO 8601 text. */
function momentRule(value: unknown): Text | undefined {
  if (value instanceof Date) return dateRule(value)
  if (typeof value !== 'string') return ruleTexts.momentNotDate({ value: shownValue(value) })
  return parseInstant(value) === undefined
    ? ruleTexts.momentNotIso({ value: shownValue(value) })
    : undefined
}

/** A moment as a Date, or the time until it. */
function expiresRule(value: unknown): Text | undefined {
  if (value instanceof Date) return dateRule(value)
  if (typeof value === 'number' || typeof value === 'string') return durationRule(value)
  return ruleTexts.expiresNotMoment({ value: shownValue(value) })
}

export const momentSchema = ruledBy<Date | string>(momentRule)
export const expiresSchema = ruledBy<Date | Duration>(expiresRule)
