import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'

import { RebalanceLoop } from '../../src/assignment/rebalance-loop.js'
import { guardedLogger } from '../../src/log/guarded-logger.js'
import { silentLogger } from '../../src/log/logger.js'
import { deferred } from '../transaction/setup.js'

const SILENT = guardedLogger(silentLogger)

describe('a rebalance loop', () => {
  beforeEach(() => void jest.useFakeTimers())
  afterEach(() => void jest.useRealTimers())

  function setup(rounds: readonly (boolean | Error)[]) {
    let round = 0
    const rebalance = jest.fn(async () => {
      const outcome = rounds[Math.min(round++, rounds.length - 1)]
      if (outcome instanceof Error) throw outcome
      return Promise.resolve(outcome === true)
    })
    const loop = new RebalanceLoop({
      intervalMs: 20_000,
      unbalancedIntervalMs: 1000,
      rebalance,
      logger: SILENT,
    })
    return { loop, rebalance }
  }

  it('waits long after a round that left everything right, and shortly after any other', async () => {
    const { loop, rebalance } = setup([false, new Error('no broker'), true])
    await loop.rebalanceNow()
    await jest.advanceTimersByTimeAsync(1000)
    await jest.advanceTimersByTimeAsync(1000)
    expect(rebalance).toHaveBeenCalledTimes(3)
    await jest.advanceTimersByTimeAsync(19_999)
    expect(rebalance).toHaveBeenCalledTimes(3)
    await jest.advanceTimersByTimeAsync(1)
    expect(rebalance).toHaveBeenCalledTimes(4)
    await loop.stop()
  })

  it('runs one more round, and only one, for all who ask during a round', async () => {
    const { loop, rebalance } = setup([true])
    const first = deferred<boolean>()
    rebalance.mockImplementationOnce(() => first.promise)
    const running = loop.rebalanceNow()
    const asked = [loop.rebalanceNow(), loop.rebalanceNow()]
    first.resolve(true)
    await Promise.all([running, ...asked])
    expect(rebalance).toHaveBeenCalledTimes(2)
    await loop.stop()
  })

  it('runs no round once it is stopped', async () => {
    const { loop, rebalance } = setup([true])
    await loop.rebalanceNow()
    await loop.stop()
    await loop.rebalanceNow()
    await jest.advanceTimersByTimeAsync(60_000)
    expect(rebalance).toHaveBeenCalledTimes(1)
  })
})
