import { Retry, task, type Transport } from '@arq/core'
import { KeyLimits } from '@arq/core/internal'
import { ManualClock, MemoryBroker, MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { latch, setup, type TestSettings } from './setup.js'

interface Start {
  readonly name: string
  readonly atMs: number
}

/** A task that says when its runs begin. */
function noted(clock: ManualClock, rate: { limit: number; per: `${number}${'s' | 'm'}` }) {
  const starts: Start[] = []
  const zeroMs = clock.now()
  const work = task({
    name: 'work',
    run: async (ctx, tenant: string, job: number) => {
      starts.push({ name: `${tenant}${String(job)}`, atMs: clock.now() - zeroMs })
    },
    rate: { key: (tenant) => tenant, ...rate },
  })
  return { work, starts }
}

async function started(settings: TestSettings, clock: ManualClock) {
  const broker = new MemoryBroker({ clock })
  return setup({ maxConcurrentJobs: 20, ...settings }, { clock, broker })
}

/** The most starts in any span of time. */
function mostIn(spanMs: number, moments: readonly number[]): number {
  return Math.max(
    0,
    ...moments.map((from) => moments.filter((at) => at >= from && at < from + spanMs).length),
  )
}

describe('a rate', () => {
  it('lets so many jobs of a key begin in its span; others wait without slot or prefetch', async () => {
    const clock = new ManualClock()
    const { work, starts } = noted(clock, { limit: 3, per: '1m' })
    const arq = await started({ functions: [work], prefetchCount: 3 }, clock)
    void arq.worker.run()
    for (let job = 0; job < 8; job += 1) await arq.enqueue(work, ['a', job])
    await clock.advance('1s')
    expect(starts.map(({ name }) => name)).toEqual(['a0', 'a1', 'a2'])
    expect((await arq.client.queueInfo('default'))?.unacknowledged).toBe(0)

    const other = await arq.enqueue(work, ['b', 0])
    await arq.ended(other)
    await clock.advance('58s')
    expect(starts).toHaveLength(4)
    await clock.advance('2s')
    expect(starts).toHaveLength(7)
    await clock.advance('60s')
    expect(starts.map(({ name }) => name).filter((name) => name.startsWith('a'))).toEqual([
      'a0',
      'a1',
      'a2',
      'a3',
      'a4',
      'a5',
      'a6',
      'a7',
    ])
    const moments = starts.filter(({ name }) => name.startsWith('a')).map(({ atMs }) => atMs)
    expect(mostIn(60_000, moments)).toBe(3)
    await clock.advance('3m')
    expect((await arq.store.entries.groups('', { limit: 10 })).groups).toEqual([])
  })

  it('lets a thousand jobs of a key wait without a look at the store or a publish, and nobody behind them', async () => {
    const clock = new ManualClock()
    const { work, starts } = noted(clock, { limit: 5, per: '10m' })
    const arq = await started({ functions: [work], keyLease: '1h' }, clock)
    void arq.worker.run()
    for (let job = 0; job < 1000; job += 1) await arq.enqueue(work, ['a', job])
    await clock.advance('1s')
    expect(starts).toHaveLength(5)
    const calls: string[] = []
    for (const name of ['read', 'write', 'groups', 'now'] as const) {
      const call = arq.store.entries[name].bind(arq.store.entries) as (
        ...given: unknown[]
      ) => unknown
      Reflect.set(arq.store.entries, name, (...given: unknown[]) => {
        calls.push(name)
        return call(...given)
      })
    }
    const publish = arq.transport.publish.bind(arq.transport)
    arq.transport.publish = async (message) => {
      calls.push('publish')
      await publish(message)
    }
    await clock.advance('9m')
    expect(calls).toEqual([])
    expect((await arq.client.queueInfo('default'))?.unacknowledged).toBe(0)
    await arq.ended(await arq.enqueue(work, ['b', 0]))
    await clock.advance('1m')
    expect(starts.map(({ name }) => name).slice(5)).toEqual(['b0', 'a5', 'a6', 'a7', 'a8', 'a9'])
  })

  it('and concurrency hold together', async () => {
    const clock = new ManualClock()
    const starts: number[] = []
    let running = 0
    let most = 0
    const work = task({
      name: 'work',
      run: async (ctx, tenant: string) => {
        starts.push(clock.now())
        running += 1
        most = Math.max(most, running)
        await new Promise<void>((resolve) => void clock.setTimer(20_000, resolve))
        running -= 1
      },
      concurrency: { key: (tenant) => tenant, limit: 2 },
      rate: { limit: 3, per: '1m' },
    })
    const arq = await started({ functions: [work] }, clock)
    void arq.worker.run()
    const jobs: string[] = []
    for (let job = 0; job < 9; job += 1) jobs.push(await arq.enqueue(work, ['a']))
    for (let turn = 0; turn < 40; turn += 1) await clock.advance('5s')
    expect(starts).toHaveLength(9)
    expect(most).toBe(2)
    expect(mostIn(60_000, starts)).toBe(3)
  })

  it('counts each try; a strict order waits for its start with its place', async () => {
    const clock = new ManualClock()
    const starts: string[] = []
    const moments: number[] = []
    const work = task({
      name: 'work',
      maxRetries: 2,
      run: async (ctx, job: number) => {
        starts.push(`${String(job)}.${String(ctx.jobTry)}`)
        moments.push(clock.now())
        if (job === 0 && ctx.jobTry < 3) throw new Retry({ defer: '1s' })
      },
      concurrency: { key: () => 'k', limit: 1, strictOrder: true },
      rate: { limit: 1, per: '30s' },
    })
    const arq = await started({ functions: [work] }, clock)
    void arq.worker.run()
    for (let job = 0; job < 3; job += 1) await arq.enqueue(work, [job])
    for (let turn = 0; turn < 40; turn += 1) await clock.advance('5s')
    expect(starts).toEqual(['0.1', '0.2', '0.3', '1.1', '2.1'])
    expect(mostIn(30_000, moments)).toBe(1)
  })

  it('holds for the beginnings of runs, however long jobs wait for a slot', async () => {
    const clock = new ManualClock()
    const { work, starts } = noted(clock, { limit: 2, per: '10s' })
    const gate = latch()
    const slow = task('slow', async () => gate.opened)
    const arq = await started(
      { functions: [work, slow], maxConcurrentJobs: 1, prefetchCount: 9 },
      clock,
    )
    await arq.enqueue(slow)
    void arq.worker.run()
    for (let job = 0; job < 6; job += 1) await arq.enqueue(work, ['a', job])
    for (let turn = 0; turn < 10; turn += 1) await clock.advance('5s')
    expect(starts).toEqual([])
    gate.open()
    for (let turn = 0; turn < 10; turn += 1) await clock.advance('5s')
    expect(starts).toHaveLength(6)
    expect(
      mostIn(
        10_000,
        starts.map(({ atMs }) => atMs),
      ),
    ).toBe(2)
  })

  it('counts no job that ends without a run', async () => {
    const clock = new ManualClock()
    const { work, starts } = noted(clock, { limit: 1, per: '1m' })
    const arq = await started({ functions: [work] }, clock)
    const expired = await arq.enqueue(work, ['a', 0], { expires: '1s' })
    await clock.advance('5s')
    void arq.worker.run()
    await arq.ended(expired)
    await arq.ended(await arq.enqueue(work, ['a', 1]))
    expect(starts.map(({ name }) => name)).toEqual(['a1'])
  })

  it('is changed while workers run: who waits for a far moment begins at once, and once', async () => {
    const clock = new ManualClock()
    const { work, starts } = noted(clock, { limit: 1, per: '60m' })
    const arq = await started({ functions: [work], keepResult: 0 }, clock)
    const limits = new KeyLimits({
      ...{ entries: arq.store.entries, clock },
      publish: async (message) => arq.client.publish(message),
    })
    void arq.worker.run()
    for (let job = 0; job < 4; job += 1) await arq.enqueue(work, ['a', job])
    await clock.advance('1m')
    expect(starts).toHaveLength(1)
    const statuses = []
    for await (const status of limits.list('work')) statuses.push(status)
    expect(statuses).toMatchObject([
      { key: 'a', running: 0, coming: 0, waiting: 3, rate: { limit: 1, starts: 1, isSet: false } },
    ])
    expect(statuses[0]?.rate?.nextStartAt).toBeInstanceOf(Date)
    expect(statuses[0]?.limit).toBeUndefined()

    const setting = limits.set('work', { key: 'a', rate: { limit: 3, per: '60m' } })
    await clock.advance('2s')
    await setting
    expect(starts.map(({ name }) => name)).toEqual(['a0', 'a1', 'a2'])
    for (let turn = 0; turn < 30; turn += 1) await clock.advance('5m')
    expect(starts.map(({ name }) => name)).toEqual(['a0', 'a1', 'a2', 'a3'])
    await expect(limits.set('work', {})).rejects.toMatchObject({ code: 'ARQ_CONFIG_INVALID' })
  })

  it('says at start what its store or transport cannot', async () => {
    const { work } = noted(new ManualClock(), { limit: 1, per: '1m' })
    const arq = await started(
      { functions: [work], enableJobResultStorage: false },
      new ManualClock(),
    )
    await expect(arq.worker.run()).rejects.toMatchObject({
      code: 'ARQ_UNSUPPORTED',
      message: expect.stringContaining('rate of task work'),
    })
    const inner = new MemoryTransport({ broker: new MemoryBroker() })
    const transport = new Proxy<Transport>(inner, {
      get(target, key) {
        if (key === 'capabilities') return { ...target.capabilities, delay: undefined }
        const value: unknown = Reflect.get(target, key, target)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    })
    const other = await setup({ functions: [work], transport, maxRetries: 0 })
    await expect(other.worker.run()).rejects.toMatchObject({
      code: 'ARQ_UNSUPPORTED',
      message: expect.stringContaining('rate of task work'),
    })
  })

  it.each([
    [{ limti: 1, per: '1m' }, 'limit'],
    [{ limit: 1 }, 'per'],
    [{ per: '1m' }, 'budget'],
    [{ limit: 1, per: 0 }, 'longer than 0'],
    [{ limit: 1, per: '1m', name: 'other' }, 'work'],
    [{ budget: { tokens: -1 }, per: '1m' }, 'tokens'],
  ])('is refused where it says %j', (rate, word) => {
    const definition = {
      name: 'work',
      run: () => undefined,
      concurrency: { key: () => 'k', limit: 1 },
      rate,
    }
    expect(() => task(definition as never)).toThrow(word)
  })

  it('fails a job that has two keys', async () => {
    const clock = new ManualClock()
    const work = task({
      name: 'work',
      run: async (_ctx, tenant: string) => tenant,
      concurrency: { key: (tenant) => tenant, limit: 1 },
      rate: { key: (tenant) => `${tenant}!`, limit: 1, per: '1m' },
    })
    const arq = await started({ functions: [work] }, clock)
    void arq.worker.run()
    const record = await arq.ended(await arq.enqueue(work, ['a']))
    expect(record).toMatchObject({ status: 'failed', errorCode: 'ARQ_CONFIG_INVALID' })
  })
})

describe('what jobs use', () => {
  /** A task that tells what it has used. */
  function using(budget: number) {
    const begun: number[] = []
    const work = task({
      name: 'work',
      maxRetries: 1,
      run: async (ctx, job: number, tokens: number) => {
        begun.push(job)
        ctx.usage({ tokens, calls: 1 })
        if (job === 7 && ctx.jobTry === 1) throw new Retry({ defer: '1s' })
      },
      rate: { key: () => 'k', budget: { tokens: budget }, per: '1m' },
      concurrency: { key: () => 'k', limit: 1 },
    })
    return { work, begun }
  }

  it('is charged afterwards: the next job of the key waits until what is over is made up for', async () => {
    const clock = new ManualClock()
    const { work, begun } = using(1000)
    const arq = await started({ functions: [work] }, clock)
    void arq.worker.run()
    for (const [job, tokens] of [400, 500, 600, 10].entries())
      await arq.enqueue(work, [job, tokens])
    await clock.advance('1s')
    // 900 are used when the third begins, and 1500 after it: they count for a minute and a half.
    expect(begun).toEqual([0, 1, 2])
    await clock.advance('58s')
    expect(begun).toEqual([0, 1, 2])
    await clock.advance('3s')
    expect(begun).toEqual([0, 1, 2, 3])
  })

  it('is summed in the record, over all tries, and told by an event', async () => {
    const clock = new ManualClock()
    const { work } = using(1000)
    const arq = await started({ functions: [work] }, clock)
    const amounts: unknown[] = []
    arq.worker.on('jobUsed', (event) => amounts.push(event.amounts))
    void arq.worker.run()
    const id = await arq.enqueue(work, [7, 20])
    await clock.advance('5s')
    const record = await arq.ended(id)
    expect(record.usage).toEqual({ tokens: 40, calls: 2 })
    expect(amounts).toEqual([
      { tokens: 20, calls: 1 },
      { tokens: 20, calls: 1 },
    ])
  })

  it('is refused when it is no amount, and a unit that looks like another one is warned of', async () => {
    const clock = new ManualClock()
    const work = task({
      name: 'work',
      run: async (ctx, amount: number) => ctx.usage({ token: amount }),
      rate: { budget: { tokens: 100 }, per: '1m' },
    })
    const arq = await started({ functions: [work] }, clock)
    void arq.worker.run()
    const wrong = await arq.ended(await arq.enqueue(work, [-1]))
    expect(wrong).toMatchObject({ status: 'failed', errorCode: 'ARQ_CONFIG_INVALID' })
    await arq.ended(await arq.enqueue(work, [1]))
    expect(arq.log).toContainEqual({
      level: 'warn',
      message: expect.stringContaining('Did it mean tokens?'),
    })
  })
})
