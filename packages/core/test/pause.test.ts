import { describe, expect, it } from '@jest/globals'

import { pause } from '../src/time/pause.js'
import { handClock } from './hand-clock.js'

describe('a pause', () => {
  it('ends with its time, and leaves no timer and no listener behind', async () => {
    const { clock, timers, ring } = handClock()
    const { signal } = new AbortController()
    const listeners = new Set<unknown>()
    signal.addEventListener = (_type: string, listener: unknown) => void listeners.add(listener)
    signal.removeEventListener = (_type: string, listener: unknown) =>
      void listeners.delete(listener)
    const ended = pause(1000, { clock, signal })
    expect(listeners.size).toBe(1)
    ring()
    await ended
    expect([timers.size, listeners.size]).toEqual([0, 0])
  })

  it('ends at once when its signal aborts, or has aborted before', async () => {
    const { clock, timers } = handClock()
    const controller = new AbortController()
    const ended = pause(1000, { clock, signal: controller.signal })
    expect(timers.size).toBe(1)
    controller.abort()
    await ended
    await pause(1000, { clock, signal: controller.signal })
    expect(timers.size).toBe(0)
  })
})
