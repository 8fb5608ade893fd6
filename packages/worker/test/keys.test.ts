import { type Client, createClient } from '@arq/client'
import { Retry, silentLogger, task } from '@arq/core'
import { waitingByQueue } from '@arq/core/internal'
import { ManualClock, MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { latch, setup, type TestSettings } from './setup.js'

/** Tasks that say when they run and wait to be let go, and what was seen of them. */
function watched(limit: number, options: { strictOrder?: boolean } = {}) {
  const running = new Map<string, { open(): void }>()
  const begun: string[] = []
  const open = { isOpen: false }
  const work = task({
    name: 'work',
    run: async (ctx, tenant: string, name: string) => {
      begun.push(`${tenant}${name}`)
      if (open.isOpen) return
      const gate = latch()
      running.set(`${tenant}${name}`, gate)
      await gate.opened
      running.delete(`${tenant}${name}`)
    },
    concurrency: { key: (tenant) => tenant, limit, ...options },
  })
  return {
    work,
    begun,
    runningNow: () => [...running.keys()].sort(),
    end: (name: string) => running.get(name)?.open(),
    endAll: () => {
      open.isOpen = true
      for (const gate of running.values()) gate.open()
    },
  }
}

async function started(settings: TestSettings, clock = new ManualClock()) {
  const arq = await setup({ maxConcurrentJobs: 20, ...settings }, { clock })
  return { ...arq, clock }
}

const clientOf = ({ broker, store, clock }: Awaited<ReturnType<typeof started>>): Promise<Client> =>
  createClient({
    ...{ transport: new MemoryTransport({ broker }), resultStore: store },
    ...{ clock, logger: silentLogger },
  })

describe('jobs of one key', () => {
  it('run as many at once as the limit says; the others hold neither slot nor prefetch', async () => {
    const { work, begun, runningNow, end, endAll } = watched(2)
    const arq = await started({ functions: [work], prefetchCount: 3 })
    void arq.worker.run()
    for (let job = 0; job < 8; job += 1) await arq.enqueue(work, ['a', String(job)])
    await arq.clock.advance('1s')
    expect(runningNow()).toEqual(['a0', 'a1'])
    expect((await arq.client.queueInfo('default'))?.ready).toBe(0)
    expect((await arq.client.queueInfo('default'))?.unacknowledged).toBe(2)
    expect(await waitingByQueue(arq.store.entries)).toEqual({ default: 6 })
    expect(await waitingByQueue(arq.store.entries, { mostKeys: 0 })).toBeUndefined()

    const other = await arq.enqueue(work, ['b', '0'])
    await arq.clock.advance('1s')
    expect(runningNow()).toEqual(['a0', 'a1', 'b0'])
    end('b0')
    await arq.ended(other)

    end('a1')
    await arq.clock.advance('1s')
    expect(runningNow()).toEqual(['a0', 'a2'])
    endAll()
    await arq.clock.advance('1s')
    expect(begun.filter((name) => name.startsWith('a'))).toEqual([
      'a0',
      'a1',
      'a2',
      'a3',
      'a4',
      'a5',
      'a6',
      'a7',
    ])
    expect((await arq.client.queueInfo('default'))?.unacknowledged).toBe(0)
    expect((await arq.store.entries.groups('', { limit: 10 })).groups).toEqual([])
  })

  it('of another key do not wait behind a thousand of one', async () => {
    const { work, begun, endAll } = watched(1)
    const arq = await started({ functions: [work], maxConcurrentJobs: 1, prefetchCount: 2 })
    const big: string[] = []
    for (let job = 0; job < 1000; job += 1) big.push(await arq.enqueue(work, ['a', String(job)]))
    for (let job = 0; job < 10; job += 1) await arq.enqueue(work, ['b', String(job)])
    void arq.worker.run()
    await arq.clock.advance('1s')
    endAll()
    await arq.ended(big.at(-1) ?? '')
    const last = begun.findLastIndex((name) => name.startsWith('b'))
    expect(begun).toHaveLength(1010)
    // The first of each key is in the queue, and from then on one of each in turn.
    expect(last).toBeLessThan(25)
  })

  it.each([
    ['fails', new Error('broken'), 0],
    ['is tried again', new Retry({ defer: '5s' }), 1],
  ])('give their place on when one %s', async (_how, error, tries) => {
    let isFirst = true
    const begun: string[] = []
    const work = task({
      name: 'work',
      maxRetries: 1,
      run: async (_ctx, name: string) => {
        begun.push(name)
        if (name === 'first' && isFirst) {
          isFirst = false
          throw error
        }
      },
      concurrency: { key: () => 'k', limit: 1 },
    })
    const arq = await started({ functions: [work] })
    await arq.enqueue(work, ['first'])
    await arq.enqueue(work, ['second'])
    void arq.worker.run()
    await arq.clock.advance('10s')
    expect(begun).toEqual(tries === 0 ? ['first', 'second'] : ['first', 'second', 'first'])
  })

  it('that are aborted while they wait do not run when it is their turn', async () => {
    const { work, begun, endAll } = watched(1)
    const arq = await started({ functions: [work] })
    await using client = await clientOf(arq)
    void arq.worker.run()
    for (const name of ['0', '1', '2'])
      await arq.enqueue(work, ['a', name], { jobId: `job-${name}` })
    await arq.clock.advance('1s')
    const aborting = client.getJob('job-1').abort()
    await arq.clock.advance('1s')
    expect(begun).toEqual(['a0'])
    endAll()
    await arq.clock.advance('1s')
    expect(await aborting).toBe(true)
    expect((await arq.store.get('job-1'))?.status).toBe('aborted')
    expect((await arq.store.get('job-2'))?.status).toBe('completed')
    expect(begun).toEqual(['a0', 'a2'])
    expect((await arq.store.entries.groups('', { limit: 10 })).groups).toEqual([])
  })

  it('wait while their queue is paused, and go on in their order when that ends', async () => {
    const { work, begun, end, endAll } = watched(1)
    const arq = await started({ functions: [work] })
    await using client = await clientOf(arq)
    void arq.worker.run()
    for (const name of ['0', '1', '2']) await arq.enqueue(work, ['a', name])
    await arq.clock.advance('1s')
    const pausing = client.pause({ queue: 'default' }, { timeout: '200ms' })
    await arq.clock.advance('1s')
    await pausing
    end('a0')
    // Longer than two leases: nothing of it is lost, or begins elsewhere.
    await arq.clock.advance('90s')
    expect(begun).toEqual(['a0'])
    const resuming = client.resume({ queue: 'default' }, { timeout: '200ms' })
    await arq.clock.advance('1s')
    await resuming
    endAll()
    await arq.clock.advance('1s')
    expect(begun).toEqual(['a0', 'a1', 'a2'])
  })

  it('that expire while they wait do not run when it is their turn', async () => {
    const { work, begun, runningNow, endAll } = watched(1)
    const arq = await started({ functions: [work] })
    void arq.worker.run()
    await arq.enqueue(work, ['a', '0'])
    const expired = await arq.enqueue(work, ['a', '1'], { expires: '5s' })
    const last = await arq.enqueue(work, ['a', '2'])
    await arq.clock.advance('10s')
    expect(runningNow()).toEqual(['a0'])
    endAll()
    await arq.clock.advance('1s')
    expect((await arq.store.get(expired))?.errorCode).toBe('ARQ_JOB_EXPIRED')
    expect((await arq.store.get(last))?.status).toBe('completed')
    expect(begun).toEqual(['a0', 'a2'])
  })

  it('fail when their task gives no key', async () => {
    const work = task({
      name: 'work',
      run: async (_ctx, tenant: string) => tenant,
      concurrency: { key: (tenant) => tenant, limit: 1 },
    })
    const arq = await started({ functions: [work] })
    void arq.worker.run()
    const id = await arq.enqueue('work', [''])
    await arq.clock.advance('1s')
    expect(await arq.store.get(id)).toMatchObject({
      status: 'failed',
      errorCode: 'ARQ_CONFIG_INVALID',
    })
  })

  it('need a store with entries: the worker says so at its start', async () => {
    const { work } = watched(1)
    const arq = await started({ functions: [work], enableJobResultStorage: false })
    await expect(arq.worker.run()).rejects.toMatchObject({
      code: 'ARQ_UNSUPPORTED',
      message: expect.stringContaining('concurrency of task work'),
    })
  })

  it('are all run before a burst ends', async () => {
    const begun: number[] = []
    const work = task({
      name: 'work',
      run: async (_ctx, job: number) => void begun.push(job),
      concurrency: { key: () => 'k', limit: 1 },
    })
    const arq = await started({ functions: [work], burstMode: true })
    for (let job = 0; job < 20; job += 1) await arq.enqueue(work, [job])
    const run = arq.worker.run()
    await arq.clock.advance('60s')
    await run
    expect(begun).toHaveLength(20)
  })
})

describe('with strict order', () => {
  it('jobs run in the order in which they were enqueued, whatever fails and is tried again', async () => {
    const begun: string[] = []
    const work = task({
      name: 'work',
      maxRetries: 2,
      run: async (ctx, job: number) => {
        begun.push(`${String(job)}.${String(ctx.jobTry)}`)
        if (job % 3 === 0 && ctx.jobTry < 3) throw new Retry({ defer: '5s' })
        if (job === 4) throw new Error('broken')
      },
      concurrency: { key: () => 'k', limit: 1, strictOrder: true },
    })
    const arq = await started({ functions: [work] })
    const second = await setup(
      { functions: [work], maxConcurrentJobs: 20 },
      { clock: arq.clock, broker: arq.broker },
    )
    await Promise.all(Array.from({ length: 8 }, (_, job) => arq.enqueue(work, [job])))
    void arq.worker.run()
    await arq.clock.advance('120s')
    expect(begun).toEqual([
      ...['0.1', '0.2', '0.3', '1.1', '2.1', '3.1', '3.2', '3.3', '4.1', '5.1', '6.1', '6.2'],
      ...['6.3', '7.1'],
    ])
    await second.close()
  })

  it('only as many messages are in the queue as have a place', async () => {
    const { work } = watched(1, { strictOrder: true })
    const arq = await started({ functions: [work] })
    for (let job = 0; job < 50; job += 1) await arq.enqueue(work, ['a', String(job)])
    expect((await arq.client.queueInfo('default'))?.ready).toBe(1)
  })
})
