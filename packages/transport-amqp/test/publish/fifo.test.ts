import { describe, expect, it } from '@jest/globals'

import { Fifo } from '../../src/publish/fifo.js'

describe('Fifo', () => {
  it('behaves as an array does, over many operations', () => {
    const fifo = new Fifo<number>()
    let model: number[] = []
    for (let step = 0; step < 20_000; step += 1) {
      const choice = Math.random()
      if (choice < 0.55) {
        fifo.push(step)
        model.push(step)
      } else if (choice < 0.98) expect(fifo.shift()).toBe(model.shift())
      else {
        fifo.putBack([-step, step])
        model = [-step, step, ...model]
      }
      expect([fifo.size, fifo.peek()]).toEqual([model.length, model[0]])
    }
    expect(fifo.drain()).toEqual(model)
    expect(fifo.size).toBe(0)
  })
})
