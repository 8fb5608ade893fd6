import { describe, expect, it } from '@jest/globals'

import { ConsumerCounters } from '../../src/consumer/consumer-stats.js'
import { RateWindow } from '../../src/consumer/rate-window.js'

describe('a rate window', () => {
  it('counts what happened within the period, and forgets what is older', () => {
    const window = new RateWindow()
    window.add(60, 600, 0)
    window.add(60, 0, 59_999)
    expect(window.read('minute', 59_999)).toEqual({
      count: 120,
      sum: 600,
      perSecond: 2,
      average: 5,
    })
    expect(window.read('minute', 60_000).count).toBe(60)
    expect(window.read('hour', 60_000).count).toBe(120)
    expect(window.read('minute', 130_000)).toEqual({ count: 0, sum: 0, perSecond: 0, average: 0 })
    expect(window.read('day', 90_000_000).count).toBe(0)
  })
})

describe('a consumer’s figures', () => {
  it('are kept by topic', () => {
    const counters = new ConsumerCounters(() => 0)
    counters.pulled('T', 32, 10)
    counters.consumed('T', 3, 1, 20)
    expect(counters.rates('T', 'minute')).toMatchObject({
      pulls: { count: 1, average: 10 },
      pulledMessages: { count: 32 },
      calls: { count: 1, average: 20 },
      consumed: { count: 3 },
      failed: { count: 1 },
    })
    expect(counters.totals).toMatchObject({ pulled: 32, consumed: 3, failed: 1 })
    expect(counters.rates('other', 'hour').calls.count).toBe(0)
  })
})
