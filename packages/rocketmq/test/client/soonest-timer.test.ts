import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'

import { SoonestTimer } from '../../src/client/soonest-timer.js'

describe('SoonestTimer', () => {
  beforeEach(() => void jest.useFakeTimers())
  afterEach(() => void jest.useRealTimers())

  function setup() {
    const act = jest.fn()
    return { act, timer: new SoonestTimer(act) }
  }

  it('runs at the soonest time asked for, and only once', () => {
    const { act, timer } = setup()
    timer.runWithin(1000)
    timer.runWithin(0)
    timer.runWithin(500)
    jest.advanceTimersByTime(0)
    expect(act).toHaveBeenCalledTimes(1)
    jest.advanceTimersByTime(5000)
    expect(act).toHaveBeenCalledTimes(1)
  })

  it('can be asked again once it has run, also from within', () => {
    const { act, timer } = setup()
    act.mockImplementationOnce(() => timer.runWithin(1000))
    timer.runWithin(10)
    jest.advanceTimersByTime(10)
    jest.advanceTimersByTime(1000)
    expect(act).toHaveBeenCalledTimes(2)
  })

  it('does not run once it is cancelled, until it is asked again', () => {
    const { act, timer } = setup()
    timer.runWithin(10)
    timer.cancel()
    jest.advanceTimersByTime(100)
    expect(act).not.toHaveBeenCalled()
    timer.runWithin(10)
    jest.advanceTimersByTime(10)
    expect(act).toHaveBeenCalledTimes(1)
  })
})
