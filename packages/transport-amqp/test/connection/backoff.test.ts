import { describe, expect, it } from '@jest/globals'

import { channelDelayMs, reconnectDelayMs } from '../../src/connection/backoff.js'

const middle = (): number => 0.5

describe('the wait before the next attempt', () => {
  it('is short after a loss, and doubles up to the interval', () => {
    const waits = [0, 1, 2, 3, 4, 1000].map((failures) =>
      reconnectDelayMs({ failures, urls: 1, intervalMs: 5000 }, middle),
    )
    expect(waits).toEqual([300, 1000, 2000, 4000, 5000, 5000])
  })

  it('varies by a fifth', () => {
    const state = { failures: 10, urls: 1, intervalMs: 5000 }
    expect(reconnectDelayMs(state, () => 0)).toBe(4000)
    expect(reconnectDelayMs(state, () => 1)).toBe(6000)
  })

  it('comes only after every URL has been tried', () => {
    const waits = [1, 2, 3, 4, 6].map((failures) =>
      reconnectDelayMs({ failures, urls: 3, intervalMs: 5000 }, middle),
    )
    expect(waits).toEqual([1, 1, 1000, 1, 2000])
  })

  it('doubles for a channel, up to the interval', () => {
    const waits = [0, 1, 2, 10, 1000].map((failures) => channelDelayMs(failures, 5000, middle))
    expect(waits).toEqual([50, 100, 200, 5000, 5000])
  })
})
