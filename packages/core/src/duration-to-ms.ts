import { parseDuration } from './duration.js'
import { ConfigurationError } from './errors.js'
import { renderMessage } from './message.js'
import { messages } from './messages.js'

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
