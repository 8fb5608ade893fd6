import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'

import { SequenceWindow } from '../src/collections/sequence-window.js'

function windowOf(...values: string[]): SequenceWindow<string> {
  const window = new SequenceWindow<string>()
  for (const value of values) window.add(value)
  return window
}

describe('a window of a sequence', () => {
  it('numbers what is put in, from 1', () => {
    const window = windowOf('a', 'b')
    expect(window.add('c')).toBe(3)
    expect([window.get(1), window.get(3), window.get(4), window.get(0)]).toEqual([
      'a',
      'c',
      undefined,
      undefined,
    ])
  })

  it('gives each value once', () => {
    const window = windowOf('a', 'b')
    expect([window.take(2), window.take(2), window.size]).toEqual(['b', undefined, 1])
  })

  it('begins at the lowest number that is left', () => {
    const window = windowOf('a', 'b', 'c')
    window.take(2)
    expect(window.lowest).toBe(1)
    window.take(1)
    expect(window.lowest).toBe(3)
    window.take(3)
    expect([window.lowest, window.next]).toEqual([4, 4])
  })

  it('changes only what is in it', () => {
    const window = windowOf('a', 'b')
    window.take(1)
    window.set(1, 'gone')
    window.set(2, 'B')
    window.set(9, 'never')
    expect([...window.values()]).toEqual(['B'])
  })

  it('does as a map does, whatever its span', () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.constant('add' as const) },
      { weight: 2, arbitrary: fc.nat(300) },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 600 }), (steps) => {
        const window = new SequenceWindow<number>()
        const map = new Map<number, number>()
        let next = 1
        for (const what of steps) {
          if (what === 'add') {
            expect(window.add(next)).toBe(next)
            map.set(next, next)
            next += 1
          } else {
            expect(window.take(what)).toBe(map.get(what))
            map.delete(what)
          }
          expect([...window.values()]).toEqual([...map.values()])
          expect(window.size).toBe(map.size)
        }
      }),
    )
  })

  it('holds many, and gives their room back', () => {
    const window = new SequenceWindow<number>()
    for (let round = 0; round < 3; round += 1) {
      for (let count = 0; count < 20_000; count += 1) window.add(count)
      while (window.size > 0) window.take(window.lowest)
    }
    expect([window.lowest, window.next, [...window.values()]]).toEqual([60_001, 60_001, []])
  })
})
