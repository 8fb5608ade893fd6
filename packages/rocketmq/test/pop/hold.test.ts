import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'

import { Hold } from '../../src/pop/hold.js'

const INVISIBLE_MS = 9000

describe('a hold on a message', () => {
  beforeEach(() => {
    jest.useFakeTimers()
  })
  afterEach(() => {
    jest.useRealTimers()
  })

  function setup(leftMs: number) {
    const renew = jest.fn(() => Promise.resolve())
    const onFailed = jest.fn()
    const hiddenUntilMs = performance.now() + leftMs
    const hold = new Hold({ invisibleMs: INVISIBLE_MS, hiddenUntilMs, renew, onFailed })
    return { renew, onFailed, hold }
  }

  it('renews it three times as often as needed, until it is ended', async () => {
    const { renew, hold } = setup(INVISIBLE_MS)
    await jest.advanceTimersByTimeAsync(2999)
    expect(renew).toHaveBeenCalledTimes(0)
    await jest.advanceTimersByTimeAsync(6001)
    expect(renew).toHaveBeenCalledTimes(3)
    await hold.end()
    await jest.advanceTimersByTimeAsync(60_000)
    expect(renew).toHaveBeenCalledTimes(3)
    expect(hold.signal.aborted).toBe(false)
  })

  it('renews one at once that has waited for long', async () => {
    const { renew, hold } = setup(1000)
    await jest.advanceTimersByTimeAsync(0)
    expect(renew).toHaveBeenCalledTimes(1)
    await hold.end()
  })

  it('is lost when renewals fail until the message is visible again, and asks no more', async () => {
    const { renew, onFailed, hold } = setup(INVISIBLE_MS)
    const reason = new Error('gone')
    renew.mockRejectedValue(reason)
    await jest.advanceTimersByTimeAsync(6000)
    expect(hold.signal.aborted).toBe(false)
    await jest.advanceTimersByTimeAsync(3000)
    expect(hold.signal).toMatchObject({ aborted: true, reason })
    await jest.advanceTimersByTimeAsync(60_000)
    expect(onFailed).toHaveBeenCalledTimes(3)
  })
})
