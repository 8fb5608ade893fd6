import { describe, expect, it } from '@jest/globals'

import { distanceText, durationText } from '../../ui/src/language/duration.js'
import { fullMomentText, momentText } from '../../ui/src/language/moments.js'
import { bytesText, percentText, rateText, shortCount } from '../../ui/src/language/numbers.js'
import { pickLanguage } from '../../ui/src/language/pick-language.js'

const HOUR = 3_600_000

describe('pickLanguage', () => {
  it('takes what was chosen, then the first of the browser that the page has, then English', () => {
    expect(pickLanguage('zh-CN', ['en-GB'])).toBe('zh-CN')
    expect(pickLanguage(null, ['de-DE', 'zh-TW', 'en'])).toBe('zh-CN')
    expect(pickLanguage(null, ['de', 'en-US', 'zh'])).toBe('en')
    expect(pickLanguage('fr', ['de'])).toBe('en')
  })
})

describe('durationText', () => {
  it.each([
    [0, '0s'],
    [0.4, '<1ms'],
    [850, '850ms'],
    [2_400, '2.4s'],
    [42_000, '42s'],
    [59_600, '1m'],
    [61_000, '1m 01s'],
    [3_599_700, '1h'],
    [HOUR + 5 * 60_000, '1h 05m'],
    [49 * HOUR, '2d 01h'],
    [Number.NaN, '–'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(durationText(ms, 'en')).toBe(text)
  })

  it('writes Chinese units', () => {
    expect(durationText(61_000, 'zh-CN')).toBe('1 分 01 秒')
  })
})

describe('distanceText', () => {
  it('says what was and what will be', () => {
    expect(distanceText(-200, 'en')).toBe('just now')
    expect(distanceText(-3 * 60_000 - 20_000, 'en')).toBe('3m ago')
    expect(distanceText(2 * HOUR, 'en')).toBe('in 2h')
    expect(distanceText(-2 * HOUR, 'zh-CN')).toBe('2 小时前')
  })
})

describe('numbers', () => {
  it('are short where there is little room', () => {
    expect([7, 999, 1_000, 12_345, 999_700, 4_512_000].map(shortCount)).toEqual([
      '7',
      '999',
      '1.0k',
      '12k',
      '1.0M',
      '4.5M',
    ])
  })

  it('of rates tell something however small they are', () => {
    expect([0, 0.001, 0.25, 41.66, 12_000].map(rateText)).toEqual([
      '0',
      '<0.01',
      '0.25',
      '41.7',
      '12k',
    ])
  })

  it('of sizes go by thousands', () => {
    expect([12, 1_500, 148e6, 2e12].map(bytesText)).toEqual(['12 B', '1.5 kB', '148 MB', '2.0 TB'])
  })

  it('of shares are whole only when all or nothing is done', () => {
    expect([0, 0.001, 0.5, 0.999, 1].map(percentText)).toEqual(['0%', '1%', '50%', '99%', '100%'])
  })
})

describe('momentText', () => {
  const now = new Date(2026, 10, 30, 12, 0, 0)

  it('leaves out the day of today, and the year of this year', () => {
    expect(momentText(new Date(2026, 10, 30, 9, 5, 7), now, 'en')).toBe('09:05:07')
    expect(momentText(new Date(2026, 10, 2, 9, 5, 7), now, 'en')).toBe('Nov 2, 09:05:07')
    expect(momentText(new Date(2025, 0, 2, 9, 5, 7), now, 'en')).toBe('Jan 2, 2025, 09:05:07')
  })

  it('does not break over what is no moment', () => {
    expect(momentText(new Date('?'), now, 'en')).toBe('–')
    expect(fullMomentText(new Date('?'), 'zh-CN')).toBe('–')
  })
})
