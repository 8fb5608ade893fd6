import { jest } from '@jest/globals'
import { describe, expect, it } from '@jest/globals'

import { systemClock } from '../src/time/clock.js'

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

  it('measures durations by a clock that follows no change of the wall clock', () => {
    jest.useFakeTimers()
    const startedMs = systemClock.monotonicNow()
    jest.setSystemTime(Date.now() - 3_600_000)
    jest.advanceTimersByTime(250)
    expect(systemClock.monotonicNow() - startedMs).toBe(250)
    jest.useRealTimers()
  })

  it('waits the rest when the machine fires a timer a fraction of a millisecond early', () => {
    jest.useFakeTimers()
    const reading = jest.spyOn(performance, 'now')
    let isFired = false
    reading.mockReturnValueOnce(100)
    systemClock.setTimer(10, () => (isFired = true))
    reading.mockReturnValueOnce(109.4).mockReturnValue(110)
    jest.advanceTimersByTime(10)
    expect(isFired).toBe(false)
    jest.advanceTimersByTime(1)
    expect(isFired).toBe(true)
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
