import { parseDuration } from './duration.js'
import { ConfigurationError } from './errors.js'
import { renderMessage } from './message.js'
import { messages } from './messages.js'

/** Beyond year 275760 a moment cannot be written; a thousand years are enough for a job to wait. */
export const LONGEST_DELAY_MS = 1000 * 366 * 86_400_000

/**
 * Milliseconds of a duration.
 * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` naming `key` when it is no duration or negative.
 */
export function durationToMs(value: unknown, key: string): number {
  const ms = parseDuration(value)
  if (ms !== undefined) return ms
  const message = renderMessage(messages.invalidDuration({ key, value: describe(value) }))
  throw new ConfigurationError(key, [{ path: '', message }])
}

function describe(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
