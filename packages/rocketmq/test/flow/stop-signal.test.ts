import { describe, expect, it, jest } from '@jest/globals'

import { LoopSignal } from '../../src/flow/stop-signal.js'

describe('the signal of a loop', () => {
  it('tells those who still listen, once', () => {
    const signal = new LoopSignal()
    const [stays, leaves] = [jest.fn(), jest.fn()]
    signal.addEventListener('abort', stays)
    signal.addEventListener('abort', leaves)
    signal.removeEventListener('abort', leaves)
    expect(signal.aborted).toBe(false)

    signal.abort()
    signal.abort()
    expect([signal.aborted, stays.mock.calls.length, leaves.mock.calls.length]).toEqual([
      true,
      1,
      0,
    ])
  })
})
