import type { Language } from './languages.js'

const TIME: Intl.DateTimeFormatOptions = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
}
const DAY: Intl.DateTimeFormatOptions = { month: 'short', day: 'numeric' }

/** A moment in the reader's time zone; the day only when it is not today, the year when not this one. */
export function momentText(moment: Date, now: Date, language: Language): string {
  if (Number.isNaN(moment.getTime())) return '–'
  const isToday = moment.toDateString() === now.toDateString()
  const isThisYear = moment.getFullYear() === now.getFullYear()
  const day = isToday ? {} : isThisYear ? DAY : ({ ...DAY, year: 'numeric' } as const)
  return new Intl.DateTimeFormat(language, { ...day, ...TIME }).format(moment)
}

/** All of a moment, with its zone: what stands in a title. */
export function fullMomentText(moment: Date, language: Language): string {
  if (Number.isNaN(moment.getTime())) return '–'
  const options = { ...DAY, year: 'numeric', ...TIME, timeZoneName: 'short' } as const
  return new Intl.DateTimeFormat(language, options).format(moment)
}

/** The time of day alone, for the axis of a chart. */
export function clockText(moment: Date, language: Language, hasSeconds: boolean): string {
  const minutes = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  return new Intl.DateTimeFormat(language, hasSeconds ? TIME : minutes).format(moment)
}
