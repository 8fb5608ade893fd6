import { afterEach, describe, expect, it, jest } from '@jest/globals'

import { askListener } from '../../src/transaction/ask-listener.js'

afterEach(() => {
  jest.useRealTimers()
})

const question = {
  method: 'checkLocalTransaction',
  topic: 'T',
  transactionId: 'ID1',
  timeoutMs: 1000,
} as const

describe('askListener', () => {
  it('leaves no timer behind', async () => {
    jest.useFakeTimers()
    await askListener(question, () => 'commit')
    await askListener(question, () => Promise.reject(new Error('no')))

    expect(jest.getTimerCount()).toBe(0)
  })

  it('waits as long as it may, not shorter and not longer', async () => {
    jest.useFakeTimers()
    const ended = jest.fn()
    const asked = askListener(question, () => new Promise(() => undefined)).then(ended)
    await jest.advanceTimersByTimeAsync(999)
    expect(ended).not.toHaveBeenCalled()
    await jest.advanceTimersByTimeAsync(1)
    await asked

    expect(ended).toHaveBeenCalledWith({
      state: 'unknown',
      error: expect.objectContaining({ code: 'ROCKETMQ_TRANSACTION_TIMEOUT' }),
    })
  })
})
