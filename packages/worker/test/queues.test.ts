import { task } from '@arq/core'
import { ManualClock, MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { Worker } from '../src/index.js'
import { latch, setup, type TestSettings } from './setup.js'

const QUEUES = ['many', 'few', 'idle']

/** A worker whose first job holds a slot until everything has been handed out; the order of starts is recorded. */
async function startsInOrder(
  queues: TestSettings['queues'],
  jobs: Readonly<Record<string, number>>,
  maxConcurrentJobs = 1,
) {
  const clock = new ManualClock()
  const gate = latch()
  const order: string[] = []
  const note = task('note', async ({ queueName }) => {
    order.push(queueName)
    await gate.opened
  })
  const arq = await setup({ functions: [note], queues, maxConcurrentJobs }, { clock })
  for (const [queueName, count] of Object.entries(jobs)) {
    for (let n = 0; n < count; n += 1) await arq.enqueue(note, [], { queueName })
  }
  void arq.worker.run()
  await clock.advance('1ms')
  const atOnce = [...order]
  gate.open()
  await clock.advance('1s')
  await arq.close()
  return { order, atOnce }
}

const countOf = (order: readonly string[], name: string): number =>
  order.filter((each) => each === name).length

describe('several queues', () => {
  it('share the slots by weight, whatever the number of their jobs', async () => {
    const { order } = await startsInOrder(
      [{ name: 'many', weight: 1 }, { name: 'few', weight: 3 }, { name: 'idle' }],
      { many: 60, few: 30 },
    )
    expect(order).toHaveLength(90)
    // From any point on while both have work, three of four starts are of the heavier queue.
    for (const from of [1, 9, 21]) {
      expect(countOf(order.slice(from, from + 16), 'few')).toBe(12)
    }
    expect(order.slice(45).every((name) => name === 'many')).toBe(true)
  })

  it('take turns when no weights are given', async () => {
    const { order } = await startsInOrder(
      QUEUES.map((name) => ({ name })),
      { many: 30, few: 10 },
    )
    expect(countOf(order.slice(1, 21), 'few')).toBe(10)
  })

  it('at their own limit hold up nobody', async () => {
    const { atOnce, order } = await startsInOrder(
      [{ name: 'many', weight: 100, maxConcurrentJobs: 2 }, { name: 'few' }],
      { many: 20, few: 20 },
      5,
    )
    expect([countOf(atOnce, 'many'), countOf(atOnce, 'few')]).toEqual([2, 3])
    expect(order).toHaveLength(40)
  })

  it.each([
    [[{ name: 'a' }, { name: 'a' }], 'queues: names a queue twice'],
    [[{ name: 'a', weight: 0 }], 'queues.0.weight: must be at least 1'],
    [[{ name: 'a', maxConcurrentJobs: 0 }], 'queues.0.maxConcurrentJobs: must be at least 1'],
    [[{ name: 'a', wieght: 2 }], 'did you mean weight'],
    [[], 'queues: must name at least one queue'],
  ])('are refused as %j, naming the key', (queues, text) => {
    const settings = { functions: [task('t', async () => 1)], transport: new MemoryTransport() }
    expect(() => new Worker({ ...settings, queues })).toThrow(text)
  })

  it('give back to itself the turns that an idle queue did not use', async () => {
    const clock = new ManualClock()
    const gates = [latch(), latch()]
    const order: string[] = []
    const note = task('note', async ({ queueName }, gate: number) => {
      order.push(queueName)
      await gates[gate]?.opened
    })
    const queues = [{ name: 'many' }, { name: 'few' }]
    const arq = await setup({ functions: [note], queues, maxConcurrentJobs: 1 }, { clock })
    for (let n = 0; n < 20; n += 1) await arq.enqueue(note, [0], { queueName: 'many' })
    void arq.worker.run()
    gates[0]?.open()
    await clock.advance('1s')
    // Twenty starts behind: had they been saved up, `few` would now be served twenty times in a row.
    await arq.enqueue(note, [1], { queueName: 'many' })
    for (let n = 0; n < 10; n += 1) {
      await arq.enqueue(note, [0], { queueName: 'few' })
      await arq.enqueue(note, [0], { queueName: 'many' })
    }
    await clock.advance('1s')
    gates[1]?.open()
    await clock.advance('1s')
    expect(countOf(order.slice(21, 31), 'few')).toBe(5)
    await arq.close()
  })
})
