import { jest } from '@jest/globals'
import { describe, expect, it } from '@jest/globals'

import { systemClock } from '../src/clock.js'

const YEAR_MS = 365 * 86_400_000

describe('the system clock', () => {
  it('does not fire a timer of a year at once, as setTimeout would, nor a cancelled one ever', () => {
    jest.useFakeTimers()
    let fired = 0
    systemClock.setTimer(YEAR_MS, () => (fired += 1))
    const cancelled = systemClock.setTimer(YEAR_MS, () => (fired += 10))
    jest.advanceTimersByTime(YEAR_MS / 2)
    cancelled.cancel()
    jest.advanceTimersByTime(YEAR_MS / 2 - 1)
    expect(fired).toBe(0)
    jest.advanceTimersByTime(1)
    expect(fired).toBe(1)
    jest.useRealTimers()
  })

  it('takes a delay below zero for none', () => {
    jest.useFakeTimers()
    let isFired = false
    systemClock.setTimer(-5, () => (isFired = true))
    jest.advanceTimersByTime(0)
    expect(isFired).toBe(true)
    jest.useRealTimers()
  })
})
