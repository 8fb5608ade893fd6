import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { reconnectDelayMs } from '../../src/remoting/backoff.js'

const DELAYS = { initialDelayMs: 100, maxDelayMs: 5000 }
const middle = () => 0.5

describe('reconnectDelayMs', () => {
  it('doubles from the first failure on, up to the limit', () => {
    const delays = [0, 1, 2, 3, 6, 7, 100].map((count) => reconnectDelayMs(count, DELAYS, middle))

    expect(delays).toEqual([0, 100, 200, 400, 3200, 5000, 5000])
  })

  it('is varied by a fifth, never more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (count, at) => {
          const exact = reconnectDelayMs(count, DELAYS, middle)
          const varied = reconnectDelayMs(count, DELAYS, () => at)
          expect(Math.abs(varied - exact)).toBeLessThanOrEqual(exact / 5 + 1)
        },
      ),
    )
  })
})
