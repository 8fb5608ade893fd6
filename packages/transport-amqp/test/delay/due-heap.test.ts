import { describe, expect, it } from '@jest/globals'

import { DueHeap } from '../../src/delay/due-heap.js'

/** The same sequence of numbers from 0 to 1 in every run. */
function* randomNumbers(seed = 7): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 48_271) % 2_147_483_647
    yield state / 2_147_483_647
  }
}

describe('a heap of what is due', () => {
  it('gives out the earliest first, equal ones in the order they came, whatever the order of adding', () => {
    const random = randomNumbers()
    const heap = new DueHeap<{ atMs: number; index: number }>()
    const added = Array.from({ length: 2000 }, (_, index) => {
      const item = { atMs: Math.floor(random.next().value * 300), index }
      heap.add(item.atMs, item)
      return item
    })
    const taken = []
    for (let item = heap.takeDue(1000); item; item = heap.takeDue(1000)) taken.push(item)
    expect(taken).toEqual(added.toSorted((a, b) => a.atMs - b.atMs || a.index - b.index))
    expect(heap.size).toBe(0)
  })

  it('gives out nothing before its time', () => {
    const heap = new DueHeap<string>()
    heap.add(10, 'ten')
    expect([heap.nextAtMs, heap.takeDue(9.9), heap.takeDue(10), heap.nextAtMs]).toEqual([
      10,
      undefined,
      'ten',
      undefined,
    ])
  })

  it('gives up the latest while they are wanted, and stays a heap', () => {
    const heap = new DueHeap<number>()
    for (const ms of [5, 9, 1, 7, 3, 8]) heap.add(ms, ms)
    expect(heap.takeLatestWhile((atMs) => atMs > 6)).toEqual([9, 8, 7])
    heap.add(2, 2)
    expect(heap.drain()).toEqual([1, 2, 3, 5])
    expect(heap.size).toBe(0)
  })
})
