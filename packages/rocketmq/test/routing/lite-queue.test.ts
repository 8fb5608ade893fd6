import { describe, expect, it } from '@jest/globals'

import { consistentHash, liteQueue } from '../../src/routing/lite-queue.js'

describe('the queue of a lite topic', () => {
  it('moves for few lite topics when a queue is added, and then to that queue', () => {
    const values = Array.from({ length: 1000 }, (_, value) => BigInt(value * 7919))
    const moved = values.filter((value) => consistentHash(value, 4) !== consistentHash(value, 5))
    expect(moved.length).toBeGreaterThan(100)
    expect(moved.length).toBeLessThan(300)
    expect(new Set(moved.map((value) => consistentHash(value, 5)))).toEqual(new Set([4]))
  })

  it('is the same each time, also of a name whose hash is negative', () => {
    const queue = (queueId: number) => ({ topic: 'T', brokerName: 'a', queueId })
    const queues = [queue(0), queue(1), queue(2), queue(3)] as const
    const of = (name: string) => liteQueue([...queues], name).queueId
    const names = Array.from({ length: 100 }, (_, index) => `conversation-${index}`)
    expect(names.map(of)).toEqual(names.map(of))
    expect(new Set(names.map(of))).toEqual(new Set([0, 1, 2, 3]))
  })
})
