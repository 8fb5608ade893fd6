import { describe, expect, it } from '@jest/globals'

import { channelDelayMs, reconnectDelayMs } from '../../src/connection/backoff.js'

const middle = (): number => 0.5

describe('the wait before the next attempt', () => {
  it('is short after a loss, then the interval, varied by a fifth', () => {
    expect(reconnectDelayMs({ failures: 0, urls: 1, intervalMs: 5000 }, middle)).toBe(300)
    expect(reconnectDelayMs({ failures: 1, urls: 1, intervalMs: 5000 }, () => 0)).toBe(4000)
    expect(reconnectDelayMs({ failures: 2, urls: 1, intervalMs: 5000 }, () => 1)).toBe(6000)
  })

  it('comes only after every URL has been tried', () => {
    const waits = [1, 2, 3, 4].map((failures) =>
      reconnectDelayMs({ failures, urls: 3, intervalMs: 5000 }, middle),
    )
    expect(waits).toEqual([1, 1, 5000, 1])
  })

  it('doubles for a channel, up to the interval', () => {
    const waits = [0, 1, 2, 10, 1000].map((failures) => channelDelayMs(failures, 5000, middle))
    expect(waits).toEqual([50, 100, 200, 5000, 5000])
  })
})
