import { ConfigurationError } from '../errors/settings-errors.js'
import { ruleTexts } from '../rules/rule-texts.js'
import type { Duration } from '../time/duration.js'
import { durationToMs } from './duration-to-ms.js'

/**
 * A duration that may not be 0, in milliseconds.
 * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` when it is no duration, or 0
 */
export function positiveMs(subject: string, path: string, value: Duration): number {
  const ms = durationToMs(value, path)
  if (ms > 0) return ms
  throw new ConfigurationError(subject, [{ path, text: ruleTexts.mustBeMoreThanZero() }])
}
