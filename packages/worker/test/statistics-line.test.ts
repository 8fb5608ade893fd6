import { task } from '@arq/core'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { latch, setup, type TestSettings } from './setup.js'

const add = task('add', async (_ctx, a: number, b: number) => a + b)

async function setupWithClock(settings: TestSettings) {
  const clock = new ManualClock()
  const arq = await setup(settings, { clock })
  void arq.worker.run()
  const said = () =>
    arq.log.flatMap(({ message }) => (/ongoing$|waiting$/.test(message) ? [message] : []))
  return { ...arq, clock, said }
}

describe('the statistics line of a worker', () => {
  it('comes every minute with what changed, and not while nothing does', async () => {
    const gate = latch()
    const slow = task('slow', () => gate.opened)
    const arq = await setupWithClock({ functions: [add, slow], prefetchCount: 1 })
    await arq.ended(await arq.enqueue(add, [1, 2]))
    await arq.enqueue(slow)
    const waiting = await arq.enqueue(add, [3, 4])
    await arq.clock.advance('1m')
    const first = '1 completed, 0 failed, 0 retried, 0 aborted, 1 ongoing, 1 waiting'
    expect(arq.said()).toEqual([first])
    await arq.clock.advance('3m')
    expect(arq.said()).toEqual([first])
    gate.open()
    await arq.ended(waiting)
    await arq.clock.advance('1m')
    expect(arq.said()).toEqual([
      first,
      '3 completed, 0 failed, 0 retried, 0 aborted, 0 ongoing, 0 waiting',
    ])
  })

  it('goes without the broker’s part when the broker does not say', async () => {
    const arq = await setupWithClock({ functions: [add], healthCheckInterval: '10s' })
    await arq.ended(await arq.enqueue(add, [1, 2]))
    arq.transport.queueInfo = () => Promise.reject(new Error('away'))
    await arq.clock.advance('10s')
    expect(arq.said()).toEqual(['1 completed, 0 failed, 0 retried, 0 aborted, 0 ongoing'])
  })

  it('never comes with an interval of 0', async () => {
    const arq = await setupWithClock({ functions: [add], healthCheckInterval: 0 })
    await arq.ended(await arq.enqueue(add, [1, 2]))
    await arq.clock.advance('1h')
    expect(arq.said()).toEqual([])
  })
})
