import { describe, expect, it } from '@jest/globals'

import { within } from '../src/time/time-limit.js'
import { handClock } from './hand-clock.js'

describe('a wait with a time limit', () => {
  it('gives the value, also when that is undefined, and keeps no timer', async () => {
    const { clock, timers } = handClock()
    expect(await within(Promise.resolve(undefined), 1000, clock)).toEqual({ value: undefined })
    expect(timers.size).toBe(0)
  })

  it('rejects as the promise does, and keeps no timer', async () => {
    const { clock, timers } = handClock()
    await expect(within(Promise.reject(new Error('no')), 1000, clock)).rejects.toThrow('no')
    expect(timers.size).toBe(0)
  })

  it('gives undefined when the time is up; a later rejection troubles nobody', async () => {
    const { clock, ring } = handClock()
    let fail: (error: Error) => void = () => undefined
    const work = new Promise<never>((_resolve, reject) => (fail = reject))
    const waiting = within(work, 1000, clock)
    ring()
    expect(await waiting).toBeUndefined()
    fail(new Error('too late'))
    await new Promise((resolve) => setImmediate(resolve))
  })
})
