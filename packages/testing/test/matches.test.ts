import { describe, expect, it } from '@jest/globals'

import { matches } from '../src/matches.js'

const at = new Date('2026-01-01T00:00:00Z')

describe('what arrived', () => {
  it.each([
    [1, 1],
    [
      [1, 'a', null],
      [1, 'a', null],
    ],
    [{ a: 1, b: undefined }, { a: 1 }],
    [at, '2026-01-01T00:00:00.000Z'],
    [
      { at, tags: [expect.any(String)] },
      { at: at.toISOString(), tags: ['x'] },
    ],
    [expect.objectContaining({ a: 1 }), { a: 1, b: 2 }],
  ])('matches %j', (wanted, actual) => {
    expect(matches(wanted, actual)).toBe(true)
  })

  it.each([
    [1, '1'],
    [[1], [1, 2]],
    [[], {}],
    [{}, []],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: { b: 1 } }, { a: null }],
    [null, {}],
    [at, '2026-01-02T00:00:00.000Z'],
    [[expect.any(Number)], ['x']],
  ])('does not match %j with another', (wanted, actual) => {
    expect(matches(wanted, actual)).toBe(false)
  })
})
