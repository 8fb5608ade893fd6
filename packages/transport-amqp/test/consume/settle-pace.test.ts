import { afterEach, describe, expect, it, jest } from '@jest/globals'

import { SettlePace } from '../../src/consume/settle-pace.js'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A pace that has just let acks go, at a time that stands still. */
async function busyPace(): Promise<SettlePace> {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] })
  const pace = new SettlePace()
  pace.ask(() => undefined, { canWait: true })
  await turn()
  return pace
}

describe('the pace of acks', () => {
  afterEach(() => void jest.useRealTimers())

  it('lets the first ones go at the end of their turn', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] })
    const flush = jest.fn()
    new SettlePace().ask(flush, { canWait: true })
    expect(flush).not.toHaveBeenCalled()
    await turn()
    expect(flush).toHaveBeenCalledTimes(1)
  })

  it('gathers those of many lanes that can wait, for a millisecond', async () => {
    const pace = await busyPace()
    const lanes = [jest.fn(), jest.fn()]
    for (const flush of lanes) {
      pace.ask(flush, { canWait: true })
      await turn()
    }
    for (const flush of lanes) expect(flush).not.toHaveBeenCalled()
    jest.advanceTimersByTime(1)
    for (const flush of lanes) expect(flush).toHaveBeenCalledTimes(1)
    jest.advanceTimersByTime(10)
    for (const flush of lanes) expect(flush).toHaveBeenCalledTimes(1)
  })

  it('lets all go as soon as one cannot wait', async () => {
    const pace = await busyPace()
    const [waiting, urgent] = [jest.fn(), jest.fn()]
    pace.ask(waiting, { canWait: true })
    pace.ask(urgent, { canWait: false })
    await turn()
    for (const flush of [waiting, urgent]) expect(flush).toHaveBeenCalledTimes(1)
  })
})
