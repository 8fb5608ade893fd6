import { describe, expect, it, jest } from '@jest/globals'

import { ConsumerLife } from '../../src/consumer/consumer-life.js'
import { verbatim } from '../../src/texts/text.js'
import { deferred } from '../transaction/setup.js'

function setup(join: () => Promise<void> = () => Promise.resolve()) {
  const leave = jest.fn(() => Promise.resolve())
  return { leave, life: new ConsumerLife({ name: verbatim('The consumer'), join, leave }) }
}

describe('the life of a consumer', () => {
  it('ends in the very call of close', async () => {
    const { life, leave } = setup()
    await life.start()
    const closed = life.close()
    expect([leave.mock.calls.length, life.isRunning]).toEqual([1, false])
    await closed
  })

  it('ends once, also when the end itself leads to another close', async () => {
    const { life, leave } = setup()
    await life.start()
    const again: Promise<void>[] = []
    leave.mockImplementation(() => {
      again.push(life.close())
      return Promise.resolve()
    })
    const closed = life.close()
    await closed
    expect(again).toEqual([closed])
    expect(leave).toHaveBeenCalledTimes(1)
  })

  it('ends when a start that is under way has come to its end', async () => {
    const joined = deferred<undefined>()
    const { life, leave } = setup(() => joined.promise)
    const started = life.start()
    const closed = life.close()
    expect(leave).not.toHaveBeenCalled()
    joined.resolve(undefined)
    await Promise.all([started, closed])
    expect([leave.mock.calls.length, life.isRunning]).toEqual([1, false])
  })

  it('ends with a start that fails', async () => {
    const { life, leave } = setup(() => Promise.reject(new Error('no broker')))
    await expect(life.start()).rejects.toThrow('no broker')
    expect(leave).toHaveBeenCalledTimes(1)
  })
})
