import { task } from '@arq/core'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { latch, setup } from './setup.js'

const quick = task('quick', async () => 'done')

describe('a stop', () => {
  it('hands back what was not started and waits for what runs', async () => {
    const started = latch()
    const finish = latch()
    const slow = task('slow', async () => {
      started.open()
      await finish.opened
      return 'finished'
    })
    const arq = await setup({ functions: [slow, quick], maxConcurrentJobs: 1 })
    const running = arq.worker.run()
    const slowId = await arq.enqueue(slow)
    await started.opened
    const waiting = await Promise.all([arq.enqueue(quick), arq.enqueue(quick)])
    const stopped = arq.worker.stop()
    finish.open()
    await stopped
    await running
    expect(await arq.store.get(slowId)).toMatchObject({ status: 'completed', result: 'finished' })
    for (const id of waiting) expect((await arq.store.get(id))?.status).toBe('queued')
    expect(await arq.client.queueInfo('default')).toMatchObject({ ready: 2, unacknowledged: 0 })
    expect(arq.log.at(-1)?.message).toContain('1 completed')
    await arq.client.close()
  })

  it('signals and hands back what does not end in time', async () => {
    const clock = new ManualClock()
    const heeding = task('heeding', async (ctx) => {
      await new Promise((_, reject) =>
        ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason)),
      )
    })
    const arq = await setup(
      { functions: [heeding], jobCompletionWait: '5s', gracefulShutdownTimeout: '30s' },
      { clock },
    )
    const running = arq.worker.run()
    const id = await arq.enqueue(heeding)
    await clock.advance(0)
    const stopped = arq.worker.stop()
    await clock.advance('29999ms')
    expect((await arq.store.get(id))?.status).toBe('in_progress')
    await clock.advance('1ms')
    await stopped
    await running
    expect(await arq.store.get(id)).toMatchObject({ status: 'queued', retryCount: 0 })
    expect((await arq.client.queueInfo('default'))?.ready).toBe(1)
    expect(arq.worker.counts).toMatchObject({ requeued: 1, failed: 0, completed: 0 })
    await arq.client.close()
  })

  it('is the same when called twice', async () => {
    const arq = await setup({ functions: [quick] })
    const running = arq.worker.run()
    await Promise.all([arq.worker.stop(), arq.worker.stop()])
    await running
    await arq.worker.stop()
    await arq.client.close()
  })

  it('loses nothing when the connection breaks while jobs run', async () => {
    const started = latch()
    const finish = latch()
    let runs = 0
    const slow = task('slow', async () => {
      runs += 1
      started.open()
      await finish.opened
      return runs
    })
    const arq = await setup({ functions: [slow] })
    void arq.worker.run()
    const id = await arq.enqueue(slow)
    await started.opened
    arq.broker.disconnect(arq.transport)
    finish.open()
    expect((await arq.ended(id)).status).toBe('completed')
    await arq.close()
    expect(runs).toBeGreaterThanOrEqual(1)
  })
})
