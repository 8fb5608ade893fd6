import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { backoffMs } from '../src/time/backoff.js'

describe('the wait before a retry', () => {
  const policy = { baseMs: 5000, jitter: 0 }

  it('doubles from the base, up to an hour', () => {
    const waits = [1, 2, 3, 10, 11, 1000, 5000].map((attempt) => backoffMs(attempt, policy, 0))
    expect(waits).toEqual([5000, 10_000, 20_000, 2_560_000, 3_600_000, 3_600_000, 3_600_000])
  })

  it('is nothing when the base is nothing', () => {
    expect(backoffMs(9, { baseMs: 0, jitter: 1 }, 0.5)).toBe(0)
  })

  it('leaves its share to chance, never more than the full wait and never below zero', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 10_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, baseMs, jitter, random) => {
          const full = backoffMs(attempt, { baseMs, jitter: 0 }, random)
          const wait = backoffMs(attempt, { baseMs, jitter }, random)
          expect(wait).toBeLessThanOrEqual(full)
          expect(wait).toBeGreaterThanOrEqual(Math.floor(full * (1 - jitter)))
          expect(Number.isInteger(wait)).toBe(true)
        },
      ),
    )
  })

  it('grows with each attempt', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(100_000), (attempt, baseMs) => {
        const next = backoffMs(attempt + 1, { baseMs, jitter: 0 }, 0)
        expect(next).toBeGreaterThanOrEqual(backoffMs(attempt, { baseMs, jitter: 0 }, 0))
      }),
    )
  })
})
