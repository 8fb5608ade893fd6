import { said } from '@arq/core/internal'
import * as v from 'valibot'

import { texts } from '../texts.js'

type OneOrMany<T> = T | readonly T[] | ReadonlySet<T>

/** arq's names of the days of the week. `0` is Monday, as in arq; in a crontab string it is Sunday. */
export type Weekday = number | 'mon' | 'tues' | 'wed' | 'thurs' | 'fri' | 'sat' | 'sun'

/**
 * When a job comes, as arq says it: a field that is absent takes every value, but `second`, which is 0. Where `day` and
 * `weekday` are both given, both have to fit.
 */
export interface CronFields {
  readonly month?: OneOrMany<number>
  readonly day?: OneOrMany<number>
  readonly weekday?: OneOrMany<Weekday>
  readonly hour?: OneOrMany<number>
  readonly minute?: OneOrMany<number>
  readonly second?: OneOrMany<number>
}

const WEEKDAYS = ['mon', 'tues', 'wed', 'thurs', 'fri', 'sat', 'sun'] as const

const field = (least: number, most: number, names: readonly string[] = []) => {
  const isValue = (value: unknown): boolean =>
    typeof value === 'number'
      ? Number.isInteger(value) && value >= least && value <= most
      : typeof value === 'string' && names.includes(value)
  const range = `${String(least)} to ${String(most)}`
  return v.optional(
    v.custom<OneOrMany<Weekday>>(
      (value) => {
        const values = valuesOf(value)
        return values.length > 0 && values.every(isValue)
      },
      said(
        names.length === 0
          ? texts.cronField({ range })
          : texts.cronFieldNamed({ range, names: names.join(', ') }),
      ),
    ),
  )
}

/** The fields of {@link CronFields}, each with its range. */
export const cronFieldEntries = {
  month: field(1, 12),
  day: field(1, 31),
  weekday: field(0, 6, WEEKDAYS),
  hour: field(0, 23),
  minute: field(0, 59),
  second: field(0, 59),
}

/** The same as a crontab string with seconds. Pure; the fields have been checked. */
export function patternOf({ month, day, weekday, hour, minute, second = 0 }: CronFields): string {
  const part = (value: unknown): string =>
    value === undefined ? '*' : [...new Set(valuesOf(value))].join(',')
  const weekdays =
    weekday === undefined ? '*' : [...new Set(valuesOf(weekday).map(crontabWeekday))].join(',')
  return [part(second), part(minute), part(hour), part(day), part(month), weekdays].join(' ')
}

/** Monday is 1 there, Sunday 7. */
const crontabWeekday = (value: unknown): number =>
  typeof value === 'number' ? value + 1 : WEEKDAYS.findIndex((name) => name === value) + 1

function valuesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return value instanceof Set ? [...value] : [value]
}
