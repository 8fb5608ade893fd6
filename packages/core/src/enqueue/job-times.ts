import { ConfigurationError } from '../errors/settings-errors.js'
import { durationToMs } from '../settings/duration-to-ms.js'
import type { Text } from '../texts/text.js'
import { isMoment, parseInstant } from '../time/instant.js'
import type { CheckedOptions } from './enqueue-options.js'
import { enqueueTexts } from './enqueue-texts.js'

type TimeOptions = Pick<CheckedOptions, 'deferBy' | 'deferUntil' | 'expires'>

/** When a job may start: both in milliseconds since 1970. */
export interface JobTimes {
  /** Absent: at once. */
  readonly dueAtMs: number | undefined
  readonly expiresAtMs: number
}

/** @throws ConfigurationError naming the option */
export function jobTimes(
  options: TimeOptions,
  { nowMs, expiresMs }: { readonly nowMs: number; readonly expiresMs: number },
): JobTimes {
  const dueAtMs = dueMoment(options, nowMs)
  const { expires } = options
  const startableAtMs = dueAtMs ?? nowMs
  const expiresAtMs =
    expires instanceof Date
      ? expires.getTime()
      : startableAtMs + (expires === undefined ? expiresMs : durationToMs(expires, 'expires'))
  if (!isMoment(expiresAtMs)) throw wrong('deferUntil', enqueueTexts.expiryOutOfRange())
  return { dueAtMs, expiresAtMs }
}

/** `undefined` for none, and for one that has passed. */
function dueMoment({ deferBy, deferUntil }: TimeOptions, nowMs: number): number | undefined {
  if (deferBy !== undefined && deferUntil !== undefined) {
    throw wrong('deferBy', enqueueTexts.bothDelays())
  }
  if (deferBy !== undefined) return later(nowMs + durationToMs(deferBy, 'deferBy'), nowMs)
  if (deferUntil === undefined) return undefined
  return later(deferUntil instanceof Date ? deferUntil.getTime() : parseInstant(deferUntil), nowMs)
}

const later = (atMs: number | undefined, nowMs: number): number | undefined =>
  atMs !== undefined && atMs > nowMs ? atMs : undefined

const wrong = (path: string, text: Text): ConfigurationError =>
  new ConfigurationError('options', [{ path, text }])
