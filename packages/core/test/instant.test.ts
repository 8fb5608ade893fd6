import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { parseInstant, toInstant } from '../src/instant.js'

describe('a moment on the wire', () => {
  it('is ISO 8601 in UTC with an offset', () => {
    expect(toInstant(1_795_311_316_614)).toBe('2026-11-22T01:35:16.614+00:00')
  })

  it('comes back to the millisecond', () => {
    // Years beyond 9999 have another form (±YYYYYY).
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }), (ms) => {
        expect(parseInstant(toInstant(ms))).toBe(ms)
      }),
    )
  })

  it.each([
    ['2026-11-22T01:35:16.614279+00:00', Date.UTC(2026, 10, 22, 1, 35, 16, 614)],
    ['2026-11-22T01:35:16Z', Date.UTC(2026, 10, 22, 1, 35, 16)],
    ['2026-11-22T01:35:16', Date.UTC(2026, 10, 22, 1, 35, 16)],
    ['2026-11-22 01:35:16', Date.UTC(2026, 10, 22, 1, 35, 16)],
    ['2026-11-22T03:35:16+02:00', Date.UTC(2026, 10, 22, 1, 35, 16)],
    ['2026-11-22T03:35:16+0200', Date.UTC(2026, 10, 22, 1, 35, 16)],
    ['2026-11-21T20:35:16-05:00', Date.UTC(2026, 10, 22, 1, 35, 16)],
    ['2026-11-22', Date.UTC(2026, 10, 22)],
    [' 2026-11-22T01:35 ', Date.UTC(2026, 10, 22, 1, 35)],
  ])('reads %j', (text, ms) => {
    expect(parseInstant(text)).toBe(ms)
  })

  it.each([
    '',
    'tomorrow',
    '22.11.2026',
    '2026',
    '2026-13-01',
    '2026-11-22T25:00',
    '1795311316',
    'Sun',
  ])('does not take %j for one', (text) => {
    expect(parseInstant(text)).toBeUndefined()
  })
})
