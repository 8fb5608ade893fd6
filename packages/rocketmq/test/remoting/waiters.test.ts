import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'

import { PendingCall } from '../../src/remoting/pending-call.js'
import { Waiters } from '../../src/remoting/waiters.js'

beforeEach(() => {
  jest.useFakeTimers()
})
afterEach(() => {
  jest.useRealTimers()
})

/** Calls by their time limits; tells when each ended, in milliseconds after the begin of all. */
function begin(waiters: Waiters, limitsMs: readonly number[]) {
  const startMs = waiters.nowMs()
  const ends: number[] = []
  const calls = limitsMs.map((timeoutMs) => {
    const parts = {
      address: 'a:1',
      request: { code: 1 },
      limits: { timeoutMs },
      onResponse: () => undefined,
      onSent: undefined,
      onError: () => ends.push(Math.round(waiters.nowMs() - startMs)),
    }
    const call = new PendingCall(parts, startMs + timeoutMs, waiters)
    waiters.add(call)
    return call
  })
  return { calls, ends }
}

describe('the deadlines of calls', () => {
  it('are kept in 10 ms, also those of long calls', async () => {
    const waiters = new Waiters(100)
    // The wheel turns once in 10.24 s: the last two stand in the slots of shorter ones.
    const limits = [30, 3000, 30_000, 10_240 + 30, 3 * 10_240 + 3000]
    const { ends } = begin(waiters, limits)
    await jest.advanceTimersByTimeAsync(60_000)
    const sorted = limits.toSorted((a, b) => a - b)
    expect(ends).toHaveLength(sorted.length)
    for (const [index, end] of ends.entries()) {
      expect(end).toBeGreaterThanOrEqual(sorted[index]!)
      expect(end).toBeLessThanOrEqual(sorted[index]! + 11)
    }
    expect(waiters.size).toBe(0)
  })

  it('are nobody’s any more when the call has ended', async () => {
    const waiters = new Waiters(100)
    const { calls, ends } = begin(waiters, [100, 100, 100])
    calls[1]!.respond({ code: 0, remark: undefined, ext: {}, body: Buffer.alloc(0) })
    expect(waiters.size).toBe(2)
    await jest.advanceTimersByTimeAsync(200)
    expect(ends).toHaveLength(2)
  })
})
