import { Retry, task } from '@arq/core'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { latch, setup, type TestSettings } from './setup.js'

const quick = task('quick', async () => 'done')
const failing = task('failing', async () => {
  throw new Error('broken')
})
const retried = task('retried', async () => {
  throw new Retry({ defer: 0 })
})
const hang = (): Promise<never> => new Promise(() => undefined)
const deaf = task('deaf', hang)

/** The longer of both times, and what `Worker.stop` promises beyond it. */
const TIMES = { jobCompletionWait: '1s', gracefulShutdownTimeout: '10s' } as const
const BOUND = '35s'

/** A bundle whose worker has begun, and `stops`, which holds the stop to its bound. */
async function setupStopping(settings: TestSettings) {
  const clock = new ManualClock()
  const arq = await setup({ ...TIMES, ...settings }, { clock })
  return {
    ...arq,
    clock,
    start() {
      void arq.worker.run().catch(() => undefined)
    },
    async stops() {
      let hasStopped = false
      const stopped = arq.worker.stop().then(() => (hasStopped = true))
      await clock.advance(BOUND)
      expect(hasStopped).toBe(true)
      await stopped
    },
    async leave() {
      await arq.client.close()
      await arq.store.close()
    },
  }
}

describe('a stop ends in its time', () => {
  it.each([
    ['onJobStart', quick],
    ['onJobSuccess', quick],
    ['onJobFailure', failing],
    ['onJobEnd', quick],
    ['afterJobEnd', quick],
    ['onShutdown', quick],
  ] as const)('when the hook %s hangs', async (hook, called) => {
    const arq = await setupStopping({ functions: [quick, failing], [hook]: hang })
    arq.start()
    await arq.enqueue(called)
    await arq.clock.advance('1s')
    await arq.stops()
    await arq.leave()
  })

  it('when onStartup hangs; onShutdown is not called then', async () => {
    const shutdowns: string[] = []
    const arq = await setupStopping({
      functions: [quick],
      onStartup: hang,
      onShutdown: () => void shutdowns.push('called'),
    })
    arq.start()
    await arq.clock.advance('1s')
    await arq.stops()
    expect(shutdowns).toEqual([])
    await arq.leave()
  })

  it('when a task heeds no signal', async () => {
    const arq = await setupStopping({ functions: [deaf] })
    arq.start()
    const id = await arq.enqueue(deaf)
    await arq.clock.advance('1s')
    await arq.stops()
    expect((await arq.client.queueInfo('default'))?.ready).toBe(1)
    expect((await arq.store.get(id))?.status).toBe('queued')
    await arq.leave()
  })

  it.each(['transition', 'begin'] as const)(
    'when the store does not answer: %s',
    async (method) => {
      const arq = await setupStopping({ functions: [quick] })
      Object.assign(arq.store, { [method]: hang, begin: method === 'begin' ? hang : undefined })
      arq.start()
      await arq.enqueue(quick)
      await arq.clock.advance('1s')
      await arq.stops()
      expect((await arq.client.queueInfo('default'))?.ready).toBe(1)
      await arq.leave()
    },
  )

  it('when the store does not open', async () => {
    const arq = await setupStopping({ functions: [quick] })
    arq.store.acquire = hang
    arq.start()
    await arq.clock.advance('1s')
    await arq.stops()
    await arq.leave()
  })

  it.each([
    ['acquire', quick],
    ['consume', quick],
    ['onBroadcast', quick],
    ['publish', retried],
    ['publish', failing],
  ] as const)('when the broker does not answer: %s, %j', async (method, called) => {
    const arq = await setupStopping({ functions: [quick, retried, failing] })
    Object.assign(arq.transport, { [method]: hang })
    arq.start()
    await arq.enqueue(called)
    await arq.clock.advance('1s')
    await arq.stops()
    expect((await arq.client.queueInfo('default'))?.ready).toBe(1)
    await arq.leave()
  })

  it('when the broker does not answer the end of a consumer, or of a connection', async () => {
    const arq = await setupStopping({ functions: [quick] })
    const { transport } = arq
    const consume = transport.consume.bind(transport)
    transport.consume = async (...call) => ({ ...(await consume(...call)), close: hang })
    const acquire = transport.acquire.bind(transport)
    transport.acquire = async () => {
      await acquire()
      return hang
    }
    arq.start()
    await arq.clock.advance('1s')
    await arq.stops()
    await transport.close()
    await arq.leave()
  })
})

describe('a worker that was stopped', () => {
  it.each(['before its start', 'after its end'])('does not run again: %s', async (when) => {
    const arq = await setup({ functions: [quick] })
    if (when === 'after its end') {
      const running = arq.worker.run()
      await arq.ended(await arq.enqueue(quick))
      await arq.worker.stop()
      await running
    } else await arq.worker.stop()
    await expect(arq.worker.run()).rejects.toMatchObject({ code: 'ARQ_CLOSED' })
    await arq.worker.stop()
    await arq.client.close()
  })

  it('that was still starting calls onShutdown when onStartup has ended', async () => {
    const begun = latch()
    const prepared = latch()
    const calls: string[] = []
    const arq = await setup({
      functions: [quick],
      onStartup: async () => {
        calls.push('begins')
        begun.open()
        await prepared.opened
        calls.push('ends')
      },
      onShutdown: () => void calls.push('shuts down'),
    })
    const running = arq.worker.run()
    await arq.enqueue(quick)
    await begun.opened
    const stopped = arq.worker.stop()
    prepared.open()
    await stopped
    await running
    expect(calls).toEqual(['begins', 'ends', 'shuts down'])
    expect((await arq.client.queueInfo('default'))?.ready).toBe(1)
    await arq.client.close()
  })
})
