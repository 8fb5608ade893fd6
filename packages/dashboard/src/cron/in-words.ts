import { defineTexts, type Text } from '@arq/core'

const texts = defineTexts({
  everySecond: { en: 'every second', 'zh-CN': '每秒' },
  everySeconds: { en: 'every {count} seconds', 'zh-CN': '每 {count} 秒' },
  everyMinute: { en: 'every minute', 'zh-CN': '每分钟' },
  everyMinutes: { en: 'every {count} minutes', 'zh-CN': '每 {count} 分钟' },
  everyHour: { en: 'every hour at minute {minute}', 'zh-CN': '每小时第 {minute} 分' },
  everyHours: {
    en: 'every {count} hours at minute {minute}',
    'zh-CN': '每 {count} 小时第 {minute} 分',
  },
  everyDay: { en: 'every day at {times}', 'zh-CN': '每天 {times}' },
  workdays: { en: 'Monday to Friday at {times}', 'zh-CN': '周一至周五 {times}' },
  weekly: { en: 'every {days} at {times}', 'zh-CN': '每{days} {times}' },
  monthly: { en: 'on day {days} of every month at {times}', 'zh-CN': '每月 {days} 日 {times}' },
  yearly: {
    en: 'every year on {month}/{day} at {times}',
    'zh-CN': '每年 {month} 月 {day} 日 {times}',
  },
})

const WEEKDAYS = defineTexts({
  0: { en: 'Sunday', 'zh-CN': '周日' },
  1: { en: 'Monday', 'zh-CN': '周一' },
  2: { en: 'Tuesday', 'zh-CN': '周二' },
  3: { en: 'Wednesday', 'zh-CN': '周三' },
  4: { en: 'Thursday', 'zh-CN': '周四' },
  5: { en: 'Friday', 'zh-CN': '周五' },
  6: { en: 'Saturday', 'zh-CN': '周六' },
})

const NAMES: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
}

/** Short names of days, by their number. */
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** The schedule of a crontab string in words; `undefined`: there are no better ones than the string itself. Pure. */
export function scheduleInWords(pattern: string): Text | undefined {
  const fields = (NAMES[pattern.trim().toLowerCase()] ?? pattern).trim().split(/\s+/)
  const [second, minute, hour, day, month, weekday] =
    fields.length === 5 ? ['0', ...fields] : fields
  if (fields.length < 5 || fields.length > 6) return undefined
  const isEveryDay = day === '*' && month === '*' && weekday === '*'
  if (second !== '0') {
    return isEveryDay && minute === '*' && hour === '*' ? bySecond(second) : undefined
  }
  if (isEveryDay && hour === '*') return byMinute(minute)
  const everyHours = stepOf(hour)
  if (isEveryDay && everyHours !== undefined && isNumber(minute)) {
    return texts.everyHours({ count: everyHours, minute })
  }
  const times = timesOf(hour, minute)
  return times === undefined ? undefined : atTimes(times, { day, month, weekday })
}

function bySecond(second: string | undefined): Text | undefined {
  if (second === '*') return texts.everySecond()
  const count = stepOf(second)
  return count === undefined ? undefined : texts.everySeconds({ count })
}

function byMinute(minute: string | undefined): Text | undefined {
  if (minute === '*') return texts.everyMinute()
  if (isNumber(minute)) return texts.everyHour({ minute })
  const count = stepOf(minute)
  return count === undefined ? undefined : texts.everyMinutes({ count })
}

interface DayFields {
  readonly day: string | undefined
  readonly month: string | undefined
  readonly weekday: string | undefined
}

function atTimes(times: string, { day, month, weekday }: DayFields): Text | undefined {
  if (day === '*' && month === '*') {
    if (weekday === '*') return texts.everyDay({ times })
    if (/^(?:1-5|mon-fri)$/i.test(weekday ?? '')) return texts.workdays({ times })
    const days = weekdaysOf(weekday)
    return days && texts.weekly({ days, times })
  }
  if (weekday !== '*' || !/^\d+(?:,\d+)*$/.test(day ?? '')) return undefined
  if (month === '*') return texts.monthly({ days: day?.split(',').join(', '), times })
  return isNumber(month) && isNumber(day) ? texts.yearly({ month, day, times }) : undefined
}

function weekdaysOf(weekday: string | undefined): readonly Text[] | undefined {
  const days = (weekday ?? '').split(',').map((part) => {
    const name = DAYS.indexOf(part.slice(0, 3).toLowerCase())
    const number = isNumber(part) ? Number(part) % 7 : name
    return number >= 0 && number <= 6 ? WEEKDAYS[number as 0]() : undefined
  })
  return days.every((one) => one !== undefined) ? days : undefined
}

/** `9,18` and `30`: 09:30, 18:30. */
function timesOf(hour: string | undefined, minute: string | undefined): string | undefined {
  if (!isNumber(minute) || !/^\d+(?:,\d+)*$/.test(hour ?? '')) return undefined
  return hour
    ?.split(',')
    .map((one) => `${one.padStart(2, '0')}:${minute.padStart(2, '0')}`)
    .join(', ')
}

/** Of every so-many: a step from the first value on. */
function stepOf(field: string | undefined): number | undefined {
  const [, step] = /^(?:\*|0)\/(\d+)$/.exec(field ?? '') ?? []
  return step === undefined ? undefined : Number(step)
}

const isNumber = (field: string | undefined): field is string => /^\d+$/.test(field ?? '')
