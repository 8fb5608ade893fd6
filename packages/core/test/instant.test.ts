import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { isInstant, parseInstant, toInstant } from '../src/time/instant.js'

const isoDay = (ms: number): string | undefined =>
  Number.isNaN(ms) ? undefined : new Date(ms).toISOString().slice(0, 10)

describe('a moment on the wire', () => {
  it('is known as one exactly where it can be read', () => {
    const field = (most: number, length: number) =>
      fc.integer({ min: 0, max: most }).map((value) => String(value).padStart(length, '0'))
    const year = fc.oneof(field(9999, 4), fc.constantFrom('0000', '2023', '2024'))
    const day = fc.tuple(year, field(13, 2), field(32, 2)).map((fields) => fields.join('-'))
    const time = fc
      .tuple(field(25, 2), field(60, 2), field(61, 2))
      .map((fields) => fields.join(':'))
    const fraction = fc.constantFrom('', '.', '.1', '.675', '.675309', '.6753091')
    const zone = fc.constantFrom('', 'Z', 'z', '+00:00', '+0000', '-05:30', '+00:00Z')
    fc.assert(
      fc.property(day, fc.constantFrom('T', ' ', ''), time, fraction, zone, (...parts) => {
        const text = parts.join('')
        expect(isInstant(text)).toBe(parseInstant(text) !== undefined)
      }),
      { numRuns: 2000 },
    )
  })

  it('is ISO 8601 in UTC with an offset', () => {
    expect(toInstant(1_795_311_316_614)).toBe('2026-11-22T01:35:16.614+00:00')
  })

  it('comes back to the millisecond', () => {
    const wire = { min: Date.parse('0001-01-01'), max: Date.UTC(9999, 11, 31, 23, 59, 59, 999) }
    fc.assert(
      fc.property(fc.integer(wire), (ms) => {
        expect(parseInstant(toInstant(ms))).toBe(ms)
      }),
    )
  })

  it('stays in the years that every reader knows', () => {
    expect(toInstant(8.64e15)).toBe('9999-12-31T23:59:59.999+00:00')
    expect(toInstant(-8.64e15)).toBe('0001-01-01T00:00:00.000+00:00')
    expect(toInstant(Infinity)).toBe('9999-12-31T23:59:59.999+00:00')
  })

  it('is read only where a calendar has it, whatever the text', () => {
    const digits = (most: number) => fc.integer({ min: 0, max: most })
    fc.assert(
      fc.property(digits(9999), digits(13), digits(32), (year, month, day) => {
        const pad = (value: number, length: number) => String(value).padStart(length, '0')
        const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
        const ms = parseInstant(text)
        if (ms !== undefined) expect(new Date(ms).toISOString().slice(0, 10)).toBe(text)
        else if (year > 0) expect(isoDay(Date.parse(text))).not.toBe(text)
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
    ['2028-02-29', Date.UTC(2028, 1, 29)],
    ['2026-11-22t03:35:16.5z', Date.UTC(2026, 10, 22, 3, 35, 16, 500)],
    ['0001-01-01', Date.parse('0001-01-01T00:00:00Z')],
    ['9999-12-31T23:59:59.999999+00:00', Date.UTC(9999, 11, 31, 23, 59, 59, 999)],
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
    '2027-02-30',
    '2027-02-29T10:00:00+00:00',
    '2027-04-31T10:00:00.123456+00:00',
    '2027-11-29 garbage',
    '2027-11-29T10:00:00Z garbage',
    'garbage 2027-11-29',
    '2027-11-29T10',
    '2027-11-29T10:00:00+99:00',
    '0000-01-01T00:00:00+00:00',
    '+010000-01-01T00:00:00+00:00',
    '9999-12-31T23:59:59-01:00',
    '0001-01-01T00:00:00+01:00',
  ])('does not take %j for one', (text) => {
    expect(parseInstant(text)).toBeUndefined()
  })
})
