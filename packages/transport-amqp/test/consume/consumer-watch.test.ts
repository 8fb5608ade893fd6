import { describe, expect, it } from '@jest/globals'

import { ConsumerWatch, type QueueLook } from '../../src/consume/consumer-watch.js'
import { ManualClock } from '../manual-clock.js'

const INTERVAL_MS = 30_000
const SERVED: QueueLook = { ready: 0, consumers: 1 }
const UNSERVED: QueueLook = { ready: 5, consumers: 1 }
const FORGOTTEN: QueueLook = { ready: 5, consumers: 0 }

/** A watch over a consumer that a test moves. */
function openBench() {
  const clock = new ManualClock()
  const told: string[] = []
  const state = {
    isExpectant: true,
    delivered: 0,
    looks: 0,
    answer: SERVED as QueueLook | undefined,
    whileLooking: (): void => {},
  }
  const watch = new ConsumerWatch({
    clock,
    intervalMs: INTERVAL_MS,
    isExpectant: () => state.isExpectant,
    deliveredCount: () => state.delivered,
    look: () => {
      state.looks += 1
      state.whileLooking()
      return Promise.resolve(state.answer)
    },
    onStalled: ({ kind }, times) => told.push(`${kind} ${times}`),
    onRecovered: () => told.push('recovered'),
  })
  watch.start()
  const pass = (ms = INTERVAL_MS): Promise<void> => clock.advance(ms)
  return { state, told, watch, pass }
}

describe('a watched consumer', () => {
  it('asks nobody while deliveries come, or none can come', async () => {
    const { state, told, pass } = openBench()
    for (let round = 0; round < 3; round += 1) {
      state.delivered += 1
      await pass()
    }
    state.isExpectant = false
    await pass()
    expect(state.looks).toBe(0)
    state.isExpectant = true
    await pass()
    expect(state.looks).toBe(1)
    expect(told).toEqual([])
  })

  it('is not served when messages are ready at two looks and nothing comes', async () => {
    const { state, told, pass } = openBench()
    state.answer = UNSERVED
    await pass()
    expect(told).toEqual([])
    await pass()
    expect(told).toEqual(['unserved 1'])
    await pass()
    expect(told).toEqual(['unserved 1', 'unserved 2'])
    state.delivered += 1
    await pass()
    expect(told).toEqual(['unserved 1', 'unserved 2', 'recovered'])
  })

  it('is forgotten when the broker knows of no consumer, a second later as well', async () => {
    const { state, told, pass } = openBench()
    state.answer = FORGOTTEN
    await pass()
    await pass(1000)
    expect(told).toEqual(['forgotten 1'])
    state.answer = SERVED
    await pass(1000)
    expect(told).toEqual(['forgotten 1', 'recovered'])
  })

  it('is fine when a delivery comes while the broker is asked', async () => {
    const { state, told, pass } = openBench()
    state.answer = UNSERVED
    state.whileLooking = () => (state.delivered += 1)
    for (let round = 0; round < 3; round += 1) await pass()
    expect(told).toEqual([])
  })

  it('stays suspected over an answer of no use', async () => {
    const { state, told, pass } = openBench()
    state.answer = UNSERVED
    await pass()
    state.answer = undefined
    await pass()
    state.answer = UNSERVED
    await pass()
    expect(told).toEqual(['unserved 1'])
  })

  it('is asked about no more once stopped', async () => {
    const { state, watch, pass } = openBench()
    watch.stop()
    await pass()
    expect(state.looks).toBe(0)
  })
})
