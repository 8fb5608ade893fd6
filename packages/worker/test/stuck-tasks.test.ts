import { task } from '@arq/core'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { latch, setup } from './setup.js'

describe('a task that goes on 5 s after its signal', () => {
  it('is told to onJobStuck with the reason, before the hooks of its end', async () => {
    const clock = new ManualClock()
    const calls: unknown[] = []
    const deaf = task({ name: 'deaf', timeout: '1s', run: () => new Promise(() => {}) })
    const arq = await setup(
      {
        functions: [deaf],
        onJobStuck: (_ctx, reason) => void calls.push(['onJobStuck', reason]),
        onJobFailure: (_ctx, error) => void calls.push(['onJobFailure', error]),
        onJobEnd: () => void calls.push('onJobEnd'),
      },
      { clock },
    )
    void arq.worker.run()
    await arq.enqueue(deaf)
    await clock.advance('5999ms')
    expect(calls).toEqual([])
    await clock.advance('1ms')
    const timeout = expect.objectContaining({ code: 'ARQ_JOB_TIMEOUT' })
    expect(calls).toEqual([['onJobStuck', timeout], ['onJobFailure', timeout], 'onJobEnd'])
    await arq.close()
  })

  it('is not told of when it heeds the signal', async () => {
    const clock = new ManualClock()
    const calls: unknown[] = []
    const obedient = task({
      name: 'obedient',
      timeout: '1s',
      run: (ctx) =>
        new Promise((_resolve, reject) => {
          ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason as Error))
        }),
    })
    const settings = { functions: [obedient], onJobStuck: () => void calls.push('stuck') }
    const arq = await setup(settings, { clock })
    void arq.worker.run()
    await arq.enqueue(obedient)
    await clock.advance('1m')
    expect(calls).toEqual([])
    expect(arq.worker.counts).toMatchObject({ failed: 1, abandoned: 0 })
    await arq.close()
  })

  it('harms nothing when onJobStuck throws, or never ends and the worker stops', async () => {
    const clock = new ManualClock()
    const deaf = task({ name: 'deaf', timeout: '1s', run: () => new Promise(() => {}) })
    let isFirst = true
    const arq = await setup(
      {
        functions: [deaf],
        gracefulShutdownTimeout: '1s',
        onJobStuck: () => {
          if (!isFirst) return new Promise(() => {})
          isFirst = false
          throw new Error('the hook is broken')
        },
      },
      { clock },
    )
    void arq.worker.run()
    const first = await arq.enqueue(deaf)
    await clock.advance('6s')
    expect(await arq.store.get(first)).toMatchObject({ errorCode: 'ARQ_JOB_TIMEOUT' })
    expect(arq.log.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('the hook is broken'),
    )
    const second = await arq.enqueue(deaf)
    await clock.advance('6s')
    const stopped = arq.worker.stop()
    await clock.advance('1m')
    await stopped
    expect(await arq.store.get(second)).toMatchObject({ errorCode: 'ARQ_JOB_TIMEOUT' })
    await arq.client.close()
  })

  it('writes no progress any more, and its end is logged', async () => {
    const clock = new ManualClock()
    const goOn = latch()
    const late = task({
      name: 'late',
      timeout: '1s',
      keepResult: 0,
      run: async (ctx) => {
        ctx.progress('at work')
        await goOn.opened
        ctx.progress('still at work')
      },
    })
    const arq = await setup({ functions: [late] }, { clock })
    void arq.worker.run()
    const id = await arq.enqueue(late)
    await clock.advance('6s')
    // Nothing is kept: a late write would find no record that forbids it.
    expect(await arq.store.get(id)).toBeUndefined()
    await clock.advance('4s')
    goOn.open()
    await clock.advance('1s')
    expect(await arq.store.get(id)).toBeUndefined()
    expect(arq.log).toContainEqual({
      level: 'info',
      message:
        'the task that had not stopped has ended 10 s after its start; its result is dropped',
    })
    await arq.close()
  })
})
