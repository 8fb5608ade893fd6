import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { ProcessQueue } from '../../src/pull/process-queue.js'
import { pulled } from './held.js'

function filled(count: number, start = 0) {
  const queue = new ProcessQueue(BigInt(start))
  const messages = Array.from({ length: count }, (_, index) => pulled(start + index))
  const held = queue.insert(messages, BigInt(start + count))
  return { queue, held }
}

describe('a process queue', () => {
  it('commits up to the first message that is not done, whatever the order', () => {
    const { queue, held } = filled(4, 10)
    expect(queue.commitOffset).toBe(10n)
    queue.complete(held[2]!)
    expect(queue.commitOffset).toBe(10n)
    queue.complete(held[0]!)
    expect(queue.commitOffset).toBe(11n)
    queue.complete(held[1]!)
    expect(queue.commitOffset).toBe(13n)
    queue.complete(held[3]!)
    expect(queue.commitOffset).toBe(14n)
  })

  it('commits never more than what is done before it, and counts what it holds', () => {
    const step = fc.oneof(
      fc.record({ insert: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ complete: fc.nat() }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new ProcessQueue(0n)
        const all: ReturnType<ProcessQueue['insert']>[number][] = []
        for (const one of steps) {
          if ('insert' in one) {
            const from = Number(queue.nextOffset)
            const messages = Array.from({ length: one.insert }, (_, i) => pulled(from + i, 'abc'))
            all.push(...queue.insert(messages, BigInt(from + one.insert)))
          } else if (all.length > 0) queue.complete(all[one.complete % all.length]!)
          const open = all.filter(({ isDone }) => !isDone)
          expect(queue.commitOffset).toBe(open[0]?.message.queueOffset ?? queue.nextOffset)
          expect([queue.count, queue.bytes]).toEqual([open.length, open.length * 3])
          expect(queue.unfinished()).toEqual(open)
        }
      }),
    )
  })

  it('counts a message once that is completed twice', () => {
    const { queue, held } = filled(2)
    queue.complete(held[0]!)
    queue.complete(held[0]!)
    expect(queue.count).toBe(1)
  })

  it('moves past messages that were filtered out', () => {
    const queue = new ProcessQueue(5n)
    queue.insert([], 9n)
    expect([queue.commitOffset, queue.nextOffset, queue.span]).toEqual([9n, 9n, 0])
    const [held] = queue.insert([pulled(12)], 20n)
    expect([queue.commitOffset, queue.nextOffset, queue.span]).toEqual([12n, 20n, 8])
    queue.complete(held!)
    expect(queue.commitOffset).toBe(20n)
  })

  it('leaves out messages before the offset that was asked for', () => {
    const queue = new ProcessQueue(3n)
    const held = queue.insert([pulled(1), pulled(2), pulled(3)], 4n)
    expect(held.map(({ message }) => message.queueOffset)).toEqual([3n])
  })

  it('hands messages out in order, again when they are put back, and commits what is taken', () => {
    const { queue, held } = filled(5)
    expect(queue.take(2)).toEqual(held.slice(0, 2))
    const next = queue.take(2)
    expect(next).toEqual(held.slice(2, 4))
    queue.putBack(next)
    expect(queue.take(1)).toEqual([held[2]])
    queue.completeTaken()
    expect(queue.commitOffset).toBe(3n)
    queue.take(2)
    queue.putAllBack()
    expect([queue.commitOffset, queue.next]).toEqual([3n, held[3]])
    expect(queue.take(9)).toEqual(held.slice(3))
    expect(queue.next).toBeUndefined()
  })

  it('keeps the order over thousands of messages', () => {
    const queue = new ProcessQueue(0n)
    for (let from = 0; from < 3200; from += 32) {
      const messages = Array.from({ length: 32 }, (_, index) => pulled(from + index))
      queue.insert(messages, BigInt(from + 32))
      const taken = queue.take(32)
      expect(taken[0]?.message.queueOffset).toBe(BigInt(from))
      queue.completeTaken()
    }
    expect([queue.commitOffset, queue.count]).toEqual([3200n, 0])
  })
})
