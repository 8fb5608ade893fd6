/**
 * A moment on the wire: ISO 8601 in UTC with offset, for example `2026-11-22T01:35:00.675+00:00`.
 * Kept as the text it came as, because that text (with Python's microseconds) is part of a job's identity.
 */
export type Instant = string

// The wire has four digits for the year, and Python's datetime knows the years 1 to 9999: nothing else can be read there.
const FIRST_MOMENT_MS = Date.parse('0001-01-01T00:00:00.000Z')
const LAST_MOMENT_MS = Date.parse('9999-12-31T23:59:59.999Z')

/** Whether the wire can carry a moment in milliseconds since 1970; `false` for NaN. */
export const isMoment = (epochMs: number): boolean =>
  epochMs >= FIRST_MOMENT_MS && epochMs <= LAST_MOMENT_MS

/** The wire text of a moment in milliseconds since 1970. Outside of the wire's years: the first or the last one there is. */
export function toInstant(epochMs: number): Instant {
  const ms = Math.min(Math.max(epochMs, FIRST_MOMENT_MS), LAST_MOMENT_MS)
  return `${new Date(ms).toISOString().slice(0, -1)}+00:00`
}

/** What {@link toInstant} writes, Python with its microseconds, and JavaScript: nearly every text there is. */
const USUAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:\+00:00|Z)$/

const ANY =
  /^(?<date>\d{4}-\d\d-\d\d)(?:[T ](?<time>\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?<offset>Z|[+-]\d\d:?\d\d)?)?$/i

/** Milliseconds since 1970 of an ISO 8601 text, `undefined` when it is none. Without an offset it means UTC. */
export function parseInstant(text: string): number | undefined {
  const isUsual = USUAL.test(text)
  const ms = isUsual ? Date.parse(text) : parseUnusual(text.trim())
  return isMoment(ms) && isInCalendar(isUsual ? text : text.trimStart()) ? ms : undefined
}

/** {@link USUAL}, with each field in its range. Not after the 28th, when the month and the year would have to be looked at. */
const SURE =
  /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:\+00:00|Z)$/

/** Whether {@link parseInstant} can read a text. It costs a fifth of reading most of them. */
export const isInstant = (text: string): boolean =>
  SURE.test(text) || parseInstant(text) !== undefined

/** NaN when it is none. */
function parseUnusual(text: string): number {
  const { date, time = '00:00', offset = 'Z' } = ANY.exec(text)?.groups ?? {}
  if (date === undefined) return NaN
  const hasColon = offset.length !== '+0000'.length
  const zone = hasColon ? offset.toUpperCase() : `${offset.slice(0, 3)}:${offset.slice(3)}`
  return Date.parse(`${date}T${time}${zone}`)
}

const MONTHS_OF_30_DAYS: ReadonlySet<string> = new Set(['04', '06', '09', '11'])

/** `Date.parse` takes 30 February for 2 March. */
function isInCalendar(text: string): boolean {
  const day = text.slice(8, 10)
  // Every month has these.
  if (day <= '28') return true
  const month = text.slice(5, 7)
  if (month !== '02') return day <= '30' || !MONTHS_OF_30_DAYS.has(month)
  return day === '29' && isLeapYear(Number(text.slice(0, 4)))
}

const isLeapYear = (year: number): boolean =>
  year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
