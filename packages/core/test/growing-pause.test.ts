import { describe, expect, it } from '@jest/globals'

import { GrowingPause } from '../src/time/growing-pause.js'
import { handClock } from './hand-clock.js'

const timing = { firstMs: 10, longestMs: 50 }

describe('GrowingPause', () => {
  it('is twice as long each time, up to its limit', () => {
    const { clock } = handClock()
    const pauses = new GrowingPause({ ...timing, clock, signal: new AbortController().signal })
    expect(Array.from({ length: 5 }, () => pauses.takeMs())).toEqual([10, 20, 40, 50, 50])
  })

  it('grows as it is told to', () => {
    const { clock } = handClock()
    const { signal } = new AbortController()
    const pauses = new GrowingPause({ ...timing, growth: 1.5, clock, signal })
    expect(Array.from({ length: 5 }, () => pauses.takeMs())).toEqual([10, 15, 22.5, 33.75, 50])
  })

  it('ends at once when its signal aborts', async () => {
    const { clock, timers } = handClock()
    const controller = new AbortController()
    const pauses = new GrowingPause({ ...timing, clock, signal: controller.signal })
    const waiting = pauses.wait()
    expect(timers.size).toBe(1)
    controller.abort()
    await waiting
    await pauses.wait()
    expect(timers.size).toBe(0)
  })
})
