import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { durationToMs } from '../src/settings/duration-to-ms.js'
import { parseDuration } from '../src/time/duration.js'

describe('a duration', () => {
  it.each([
    [0, 0],
    [1, 1000],
    [0.007, 7],
    [0.0001, 1],
    [1.5, 1500],
    [86_400, 86_400_000],
    ['0ms', 0],
    ['250ms', 250],
    ['0.5ms', 1],
    ['10s', 10_000],
    ['1.5s', 1500],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    [' 1d ', 86_400_000],
  ])('%j is %d ms', (duration, ms) => {
    expect(parseDuration(duration)).toBe(ms)
    expect(durationToMs(duration, 'timeout')).toBe(ms)
  })

  it.each([
    -1,
    -0.001,
    NaN,
    Infinity,
    -Infinity,
    Number.MAX_VALUE,
    Number.MAX_SAFE_INTEGER,
    '366001d',
    '',
    '10',
    '-1s',
    '1 s',
    '1w',
    '1e3s',
    '.5s',
    '1s2m',
    's',
    null,
    undefined,
    true,
    {},
    [1],
    1n,
    new Date(0),
  ])('%p is none', (value) => {
    expect(parseDuration(value)).toBeUndefined()
  })

  it('says what key is wrong, what was seen and what is right', () => {
    expect(() => durationToMs('10', 'deferBy')).toThrow(
      /deferBy: must be a duration: seconds as a number, or text such as "250ms".*got "10"/,
    )
    expect(() => durationToMs(-1, 'deferBy')).toThrow(
      expect.objectContaining({ code: 'ARQ_CONFIG_INVALID' }),
    )
  })

  it('keeps whole milliseconds exact, however they are written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (ms) => {
        expect(parseDuration(ms / 1000)).toBe(ms)
        expect(parseDuration(`${String(ms)}ms`)).toBe(ms)
      }),
    )
  })

  it('is never shortened by rounding', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 10 ** 6, noNaN: true }), (seconds) => {
        const ms = parseDuration(seconds)!
        expect(Number.isInteger(ms)).toBe(true)
        expect(ms).toBeGreaterThanOrEqual(seconds * 1000 - 1e-6)
        expect(ms).toBeLessThanOrEqual(seconds * 1000 + 1)
      }),
    )
  })
})
