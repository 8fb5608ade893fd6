import { describe, expect, it } from '@jest/globals'

import { MinHeap } from '../src/min-heap.js'

describe('MinHeap', () => {
  it('gives back what it was given, smallest first, whatever the order', () => {
    // A linear congruential sequence: random enough, and the same in every run.
    let seed = 7
    const numbers = Array.from({ length: 2000 }, () => (seed = (seed * 16_807) % 2_147_483_647))
    const heap = new MinHeap<number>((a, b) => a - b)
    for (const number of numbers) heap.push(number)
    expect(heap.peek()).toBe(Math.min(...numbers))
    expect(heap.size).toBe(2000)
    expect(numbers.map(() => heap.pop())).toEqual([...numbers].sort((a, b) => a - b))
    expect(heap.pop()).toBeUndefined()
    expect(heap.size).toBe(0)
  })
})
