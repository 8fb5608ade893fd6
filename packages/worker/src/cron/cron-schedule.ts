import { ConfigurationError, type Text, toError } from '@arq/core'
import { Cron } from 'croner'

import { texts } from '../texts.js'

/** Longer than anybody writes; a list of a million numbers is refused before it is read. */
const LONGEST_PATTERN = 300

/** The moments at which a cron job comes: milliseconds since 1970, in whole seconds. */
export interface CronSchedule {
  /** As a crontab string. */
  readonly pattern: string
  readonly timeZone: string
  /** The first moment after this one; `undefined`: there is none any more. */
  next(afterMs: number): number | undefined
  /** The last moment before this one. */
  previous(beforeMs: number): number | undefined
}

/**
 * Reads a crontab string: five fields, six with seconds first, or a name such as `@daily`.
 *
 * Where clocks are set forward, a time that is left out comes at the moment of the change; where they are set back, a
 * time that comes twice counts once, and a field such as `*` goes on with every real hour.
 *
 * @param isBoth whether day and weekday both have to fit, as in arq; in a crontab string either will do
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` for a pattern that is none, or has no moment, or for no time zone
 */
export function readSchedule(
  pattern: string,
  timeZone: string,
  { subject, isBoth }: { readonly subject: string; readonly isBoth: boolean },
): CronSchedule {
  const refuse = (path: string, text: Text): never => {
    throw new ConfigurationError(subject, [{ path, text }])
  }
  if (!isTimeZone(timeZone)) return refuse('timeZone', texts.noTimeZone({ timeZone }))
  if (pattern.length > LONGEST_PATTERN) {
    return refuse('when', texts.cronTooLong({ most: LONGEST_PATTERN }))
  }
  const cron = read(pattern, timeZone, isBoth)
  if (!(cron instanceof Cron)) return refuse('when', texts.noCron({ pattern, reason: cron.reason }))
  const next = (afterMs: number): number | undefined => cron.nextRun(new Date(afterMs))?.getTime()
  if (next(Date.now()) === undefined) return refuse('when', texts.cronNever({ pattern }))
  return {
    pattern,
    timeZone,
    next,
    previous: (beforeMs) => cron.previousRuns(1, new Date(beforeMs))[0]?.getTime(),
  }
}

function read(
  pattern: string,
  timezone: string,
  domAndDow: boolean,
): Cron | { readonly reason: string } {
  try {
    return new Cron(pattern, { timezone, domAndDow, paused: true })
  } catch (error) {
    return { reason: toError(error).message.replace(/^CronPattern: /, '') }
  }
}

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
