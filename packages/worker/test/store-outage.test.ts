import { ResultStoreConnectionError, Retry, task } from '@arq/core'
import { coreMessages } from '@arq/core/internal'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { setup } from './setup.js'

const add = task('add', async (_ctx, a: number, b: number) => a + b)

const storeDown = (): ResultStoreConnectionError =>
  new ResultStoreConnectionError({
    code: 'ARQ_STORE_CONNECTION',
    text: coreMessages.closed({ what: 'the store' }),
  })

describe('while the result store is down', () => {
  it('jobs go on, it is said once, and the results are written when it is back', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add] }, { clock })
    const ids = [await arq.enqueue(add, [1, 1]), await arq.enqueue(add, [2, 2])]
    arq.store.fail()
    void arq.worker.run()
    await clock.advance('1s')
    expect(arq.worker.counts.completed).toBe(2)
    expect((await arq.client.queueInfo('default'))?.unacknowledged).toBe(0)
    expect(arq.log.filter(({ level }) => level === 'warn')).toHaveLength(1)
    arq.store.recover()
    await clock.advance('10s')
    const records = await arq.store.getMany(ids)
    expect(ids.map((id) => records.get(id)?.result)).toEqual([2, 4])
    expect(arq.log.at(-1)?.message).toContain('2 results written, 0 lost')
    await arq.close()
  })

  it('writes what waits when the worker stops', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add] }, { clock })
    const id = await arq.enqueue(add, [1, 1])
    arq.store.fail()
    const running = arq.worker.run()
    await clock.advance('1s')
    arq.store.recover()
    await arq.worker.stop()
    await running
    expect((await arq.store.get(id))?.result).toBe(2)
    await arq.client.close()
  })

  it('a store that refuses holds finished jobs unacknowledged until it is back', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add] }, { clock, onFailure: 'refuse' })
    const id = await arq.enqueue(add, [1, 1])
    void arq.worker.run()
    const slow = await arq.enqueue(add, [2, 2])
    arq.store.fail()
    await clock.advance('2s')
    const held = await arq.client.queueInfo('default')
    expect((held?.unacknowledged ?? 0) > 0).toBe(true)
    arq.store.recover()
    await clock.advance('10s')
    expect((await arq.store.getMany([id, slow])).size).toBe(2)
    expect((await arq.client.queueInfo('default'))?.unacknowledged).toBe(0)
    await arq.close()
  })

  it('a store that refuses does not keep a worker from stopping: the finished job is handed back', async () => {
    const clock = new ManualClock()
    const broken = task('broken', async () => {
      throw new Error('broken')
    })
    const again = task('again', async () => {
      throw new Retry({ defer: 0 })
    })
    const functions = [add, broken, again]
    const arq = await setup({ functions, maxRetries: 1 }, { clock, onFailure: 'refuse' })
    arq.store.transition = () => Promise.reject(storeDown())
    const running = arq.worker.run()
    for (const name of ['add', 'broken', 'again']) await arq.enqueue(name, [1, 1])
    await clock.advance('1s')
    const stopped = arq.worker.stop()
    await clock.advance('1m')
    await stopped
    await running
    // Each as it came, and the retry, which the broker had confirmed.
    const ready = (await arq.client.queueInfo('default'))?.ready
    expect(ready).toBe(4)
    expect(arq.worker.counts).toMatchObject({ completed: 0, failed: 0, retried: 0 })
    expect(await arq.take('default.dlq', 2)).toHaveLength(2)
    await arq.close()
  })

  it('a store that refuses is asked no more for a delivery that somebody else has by now', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add] }, { clock, onFailure: 'refuse' })
    let ends = 0
    arq.store.transition = (change) => {
      if (change.record.status === 'completed') ends += 1
      return Promise.reject(storeDown())
    }
    void arq.worker.run()
    await arq.enqueue(add, [1, 1])
    await clock.advance('1m')
    const tries = async () => {
      ends = 0
      await clock.advance('1m')
      return ends
    }
    const ofOne = await tries()
    arq.broker.disconnect(arq.transport)
    await clock.advance('1m')
    expect(await tries()).toBe(ofOne)
    await arq.close()
  })
})
