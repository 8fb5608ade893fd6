import { task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { cron, type CronFields, type CronOptions } from '../../src/index.js'

const tick = task('tick', () => undefined)

/** The next moments after one, as text. */
function momentsOf(when: string | CronFields, from: string, count: number, options?: CronOptions) {
  const { schedule } =
    typeof when === 'string' ? cron(tick, when, options) : cron(tick, { ...when, ...options })
  const found: string[] = []
  let ms: number | undefined = Date.parse(from)
  while (found.length < count && ms !== undefined) {
    ms = schedule.next(ms)
    if (ms !== undefined) found.push(new Date(ms).toISOString().replace('.000Z', 'Z'))
  }
  return found
}

describe('the time of a cron job', () => {
  it('is a crontab string, with seconds if need be, in UTC', () => {
    expect(momentsOf('0 9 * * mon-fri', '2026-01-02T10:00:00Z', 2)).toEqual([
      '2026-01-05T09:00:00Z',
      '2026-01-06T09:00:00Z',
    ])
    expect(momentsOf('*/20 * * * * *', '2026-01-01T00:00:00Z', 3)).toEqual([
      '2026-01-01T00:00:20Z',
      '2026-01-01T00:00:40Z',
      '2026-01-01T00:01:00Z',
    ])
  })

  it('is given as arq gives it: absent fields take every value, seconds are 0, Monday is 0', () => {
    expect(momentsOf({ hour: new Set([9, 12]), minute: 12 }, '2026-01-01T10:00:00Z', 2)).toEqual([
      '2026-01-01T12:12:00Z',
      '2026-01-02T09:12:00Z',
    ])
    expect(momentsOf({ minute: [0, 30] }, '2026-01-01T00:10:00Z', 2)).toEqual([
      '2026-01-01T00:30:00Z',
      '2026-01-01T01:00:00Z',
    ])
    const monday = ['2026-01-05T00:00:00Z']
    expect(momentsOf({ weekday: 0, hour: 0, minute: 0 }, '2026-01-01T00:00:00Z', 1)).toEqual(monday)
    expect(momentsOf({ weekday: 'mon', hour: 0, minute: 0 }, '2026-01-01T00:00:00Z', 1)).toEqual(
      monday,
    )
    // The 13th, and a Friday: both have to fit.
    const friday13 = { day: 13, weekday: 'fri', hour: 0, minute: 0 } as const
    expect(momentsOf(friday13, '2026-01-01T00:00:00Z', 3)).toEqual([
      '2026-02-13T00:00:00Z',
      '2026-03-13T00:00:00Z',
      '2026-11-13T00:00:00Z',
    ])
  })

  it('comes once a day in a time zone, also when clocks are set forward and back', () => {
    const options = { timeZone: 'Europe/Berlin' }
    // 02:30 is left out on 29 March, and is there twice on 25 October.
    expect(momentsOf('30 2 * * *', '2026-03-28T00:00:00Z', 3, options)).toEqual([
      '2026-03-28T01:30:00Z',
      '2026-03-29T01:00:00Z',
      '2026-03-30T00:30:00Z',
    ])
    expect(momentsOf('30 2 * * *', '2026-10-24T00:00:00Z', 3, options)).toEqual([
      '2026-10-24T00:30:00Z',
      '2026-10-25T00:30:00Z',
      '2026-10-26T01:30:00Z',
    ])
    expect(momentsOf('0 * * * *', '2026-10-24T23:30:00Z', 3, options)).toEqual([
      '2026-10-25T00:00:00Z',
      '2026-10-25T01:00:00Z',
      '2026-10-25T02:00:00Z',
    ])
  })

  it.each<[string | CronFields, CronOptions, string]>([
    ['1--100000000 * * * *', {}, 'when: "1--100000000 * * * *" is no time'],
    ['0-100000000 * * * *', {}, 'is no time'],
    [`${'0,'.repeat(1_000_000)}0 * * * *`, {}, 'has more than 300 characters'],
    ['* * *', {}, 'is no time'],
    ['0 0 30 2 *', {}, '"0 0 30 2 *" never comes'],
    [{ month: 2, day: 30 }, {}, 'never comes'],
    ['* * * * *', { timeZone: 'Mars/Olympus' }, '"Mars/Olympus" is no time zone'],
    [{ minute: 60 }, {}, 'minute: must be 0 to 59, or a list of these'],
    [{ hour: [] }, {}, 'hour: must be 0 to 23'],
    ['* * * * *', { keepResult: '1s' }, 'keepResult: must be at least 2 minutes'],
    [{ minutes: 1 } as CronFields, {}, 'minutes: unknown key; did you mean minute?'],
  ])('%j is refused, not computed', (when, options, problem) => {
    expect(() => momentsOf(when, '2026-01-01T00:00:00Z', 1, options)).toThrow(problem)
  })
})
