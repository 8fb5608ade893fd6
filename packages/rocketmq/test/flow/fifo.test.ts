import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { Fifo } from '../../src/flow/fifo.js'

describe('a queue in a ring', () => {
  it('is a queue, however it is filled and emptied', () => {
    const steps = fc.array(fc.oneof(fc.constant('shift' as const), fc.integer()), {
      maxLength: 200,
    })
    fc.assert(
      fc.property(steps, (all) => {
        const fifo = new Fifo<number>()
        const model: number[] = []
        for (const step of all) {
          if (step !== 'shift') {
            fifo.push(step)
            model.push(step)
          } else expect(fifo.shift()).toBe(model.shift())
          expect(fifo.size).toBe(model.length)
          expect(fifo.slice()).toEqual(model)
          expect(fifo.at(1)).toBe(model[1])
        }
      }),
    )
  })

  it('gives the items between two places, as many as there are', () => {
    const fifo = new Fifo<string>()
    for (const item of ['gone', 'a', 'b', 'c']) fifo.push(item)
    fifo.shift()
    expect(fifo.slice(1, 2)).toEqual(['b'])
    expect(fifo.slice(1, 9)).toEqual(['b', 'c'])
    fifo.clear()
    expect([fifo.size, fifo.at(0), fifo.shift()]).toEqual([0, undefined, undefined])
  })
})
