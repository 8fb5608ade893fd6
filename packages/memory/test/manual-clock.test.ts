import { describe, expect, it } from '@jest/globals'

import { ManualClock } from '../src/index.js'

describe('ManualClock', () => {
  it('stands still until it is moved', async () => {
    const clock = new ManualClock(1000)
    await new Promise((resolve) => setImmediate(resolve))
    expect(clock.now()).toBe(1000)
    await clock.advance(5)
    expect(clock.now()).toBe(1005)
  })

  it('takes milliseconds as a number and any unit as text', async () => {
    const clock = new ManualClock(0)
    await clock.advance('2h')
    await clock.advance('250ms')
    await clock.advance(50)
    expect(clock.now()).toBe(7_200_300)
  })

  it('says how long it is to the next timer that still holds', async () => {
    const clock = new ManualClock(0)
    expect(clock.nextTimerInMs).toBeUndefined()
    const cancelled = clock.setTimer(10, () => undefined)
    clock.setTimer(30, () => undefined)
    expect(clock.nextTimerInMs).toBe(10)
    cancelled.cancel()
    await clock.advance(5)
    expect(clock.nextTimerInMs).toBe(25)
    await clock.advance(25)
    expect(clock.nextTimerInMs).toBeUndefined()
  })

  it('fires timers in order, each at its own moment', async () => {
    const clock = new ManualClock(0)
    const fired: [string, number][] = []
    const set = (name: string, delayMs: number) =>
      clock.setTimer(delayMs, () => fired.push([name, clock.now()]))
    set('late', 30)
    set('first of two', 10)
    set('second of two', 10)
    set('at once', 0)
    set('beyond', 31)
    await clock.advance(30)
    expect(fired).toEqual([
      ['at once', 0],
      ['first of two', 10],
      ['second of two', 10],
      ['late', 30],
    ])
  })

  it('never fires before the delay has passed, also for parts of a millisecond', async () => {
    const clock = new ManualClock(0)
    let isFired = false
    clock.setTimer(9.2, () => (isFired = true))
    await clock.advance(9)
    expect(isFired).toBe(false)
    await clock.advance(1)
    expect(isFired).toBe(true)
  })

  it('does not fire what was cancelled, also by an earlier timer', async () => {
    const clock = new ManualClock()
    const fired: string[] = []
    const later = clock.setTimer(20, () => fired.push('later'))
    const soon = clock.setTimer(5, () => fired.push('soon'))
    clock.setTimer(10, () => later.cancel())
    soon.cancel()
    soon.cancel()
    await clock.advance('1s')
    expect(fired).toEqual([])
  })

  it('lets promise chains run between timers, and fires the timers that they set', async () => {
    const clock = new ManualClock(0)
    const firedAtMs: number[] = []
    const again = async (): Promise<void> => {
      firedAtMs.push(clock.now())
      for (let step = 0; step < 20; step += 1) await Promise.resolve()
      clock.setTimer(10, () => void again())
    }
    void again()
    await clock.advance(35)
    expect(firedAtMs).toEqual([0, 10, 20, 30])
  })

  it('sets the wall clock forward and back, which moves neither the monotonic one nor a timer', async () => {
    const clock = new ManualClock(5_000_000)
    const fired: number[] = []
    clock.setTimer(100, () => fired.push(clock.monotonicNow()))
    await clock.advance(40)
    const beforeMs = clock.monotonicNow()
    clock.jumpWall(-3_600_000)
    expect(clock.now()).toBe(1_400_040)
    clock.jumpWall(7_200_000)
    expect(clock.now()).toBe(8_600_040)
    expect(clock.monotonicNow()).toBe(beforeMs)
    await clock.advance(59)
    expect(fired).toEqual([])
    await clock.advance(1)
    expect(fired).toEqual([100])
    expect(clock.now()).toBe(8_600_100)
  })

  it('refuses to go back', async () => {
    await expect(new ManualClock().advance(-1)).rejects.toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
    })
  })
})
