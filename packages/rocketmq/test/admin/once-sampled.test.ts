import { describe, expect, it, jest } from '@jest/globals'

import { onceSampled } from '../../src/admin/once-sampled.js'
import { responseError } from '../../src/protocol/response-error.js'

const GET_BROKER_RUNTIME_INFO = 28
const refused = (remark: string, code = 1): Error =>
  responseError(GET_BROKER_RUNTIME_INFO, { code, remark }, { address: 'a:1' })
/** As RocketMQ 4.9 and 5 write it. */
const UNSAMPLED =
  'java.util.NoSuchElementException, java.base/java.util.LinkedList.getLast(LinkedList.java:261)'

describe('the statistics of a broker', () => {
  it('are asked for again while a broker that has just started has none', async () => {
    const ask = jest.fn(() => Promise.resolve('values'))
    ask.mockRejectedValueOnce(refused(UNSAMPLED)).mockRejectedValueOnce(refused(UNSAMPLED))
    await expect(onceSampled(ask, {})).resolves.toBe('values')
    expect(ask).toHaveBeenCalledTimes(3)
  })

  it.each([refused('java.lang.NullPointerException'), refused(UNSAMPLED, 16), new Error('gone')])(
    'are not asked for again after another answer: %s',
    async (error) => {
      const ask = jest.fn(() => Promise.reject(error))
      await expect(onceSampled(ask, {})).rejects.toBe(error)
      expect(ask).toHaveBeenCalledTimes(1)
    },
  )

  it('are waited for no longer than the caller wants', async () => {
    const stop = new AbortController()
    const aborted = new Error('aborted')
    const ask = jest.fn(() => {
      if (stop.signal.aborted) return Promise.reject(aborted)
      setImmediate(() => stop.abort())
      return Promise.reject(refused(UNSAMPLED))
    })
    await expect(onceSampled(ask, { signal: stop.signal })).rejects.toBe(aborted)
    expect(ask).toHaveBeenCalledTimes(2)
  })

  it('are given up in the end', async () => {
    jest.useFakeTimers()
    try {
      const ask = () => Promise.reject(refused(UNSAMPLED))
      const failed = expect(onceSampled(ask, {})).rejects.toThrow('NoSuchElementException')
      await jest.advanceTimersByTimeAsync(11_000)
      await failed
    } finally {
      jest.useRealTimers()
    }
  })
})
