import { randomBytes } from 'node:crypto'

import { encryption, jsonCodec, type PayloadStore, redrivenMessage, Retry, task } from '@arq/core'
import { ManualClock, MemoryPayloads } from '@arq/memory'
import { describe, expect, it, jest } from '@jest/globals'

import type { WorkerEvent } from '../src/index.js'
import { setup } from './setup.js'
import { DAY_MS, echo, LARGE, measure, setupLarge, thresholdBytes } from './stored-setup.js'

/** A store that is away as long as it is told to be. */
function failing(inner: PayloadStore) {
  const state = { isAway: true, calls: 0 }
  const guarded =
    <A extends unknown[], T>(call: (...args: A) => Promise<T>) =>
    (...args: A): Promise<T> => {
      state.calls += 1
      return state.isAway ? Promise.reject(new Error('the line is cut')) : call(...args)
    }
  const store: PayloadStore = {
    description: 'a store far away',
    ready: () => Promise.resolve(),
    put: guarded((...args) => inner.put(...args)),
    get: guarded((key) => inner.get(key)),
    delete: guarded((key) => inner.delete(key)),
  }
  return { store, state }
}

describe('a job with large arguments and a large result', () => {
  it('runs; no message and no record carries them, and readers get them back', async () => {
    const arq = await setupLarge()
    void arq.worker.run()
    const job = await arq.client.enqueueJob(echo, [LARGE])
    await arq.clock.advance('1s')
    expect(await job.result()).toEqual({ text: LARGE })
    const info = await job.info()
    expect(info.result).toEqual({ text: LARGE })
    expect(info.payloads?.result).toMatchObject({ state: 'fetched' })
    expect(arq.outside()).toContain('"arq:stored"')
    expect(arq.outside()).not.toContain('large-4711')
  })

  it('keeps the result as long as its record, and the arguments no longer than the job', async () => {
    const arq = await setupLarge({ jobResultTtl: '1h' })
    const job = await arq.client.enqueueJob(echo, [LARGE], { deferBy: '1m' })
    expect(arq.payloads.keys).toHaveLength(1)
    expect((await job.info()).args).toEqual([LARGE])
    void arq.worker.run()
    await arq.clock.advance('2m')
    expect(arq.payloads.keys).toHaveLength(1)
    const info = await job.info()
    expect(info.args).toEqual(['stored apart (22.0 kB), no longer kept'])
    expect(info.payloads?.arguments).toMatchObject({ state: 'missing' })
    await arq.clock.advance('62m')
    expect(arq.payloads.keys).toEqual([])
  })

  it('small ones stay where they were, and the store is not asked', async () => {
    const arq = await setupLarge()
    const put = jest.spyOn(arq.payloads, 'put')
    const get = jest.spyOn(arq.payloads, 'get')
    void arq.worker.run()
    const job = await arq.client.enqueueJob(echo, ['small'])
    await arq.clock.advance('1s')
    expect(await job.result()).toEqual({ text: 'small' })
    expect([put, get].map(({ mock }) => mock.calls.length)).toEqual([0, 0])
  })

  it('comes by a reply where there is no result store', async () => {
    const arq = await setupLarge({}, { hasStore: false })
    void arq.worker.run()
    const job = await arq.client.enqueueJob(echo, [LARGE])
    const result = job.result()
    await arq.clock.advance('1s')
    expect(await result).toEqual({ text: LARGE })
    // Nobody could tell a second delivery of it from the first.
    expect(arq.payloads.keys).toHaveLength(2)
  })

  it('is compressed on its way to the store, and encrypted before', async () => {
    const keys = { one: randomBytes(32) }
    const cipher = encryption({ keys, use: 'one' })
    const put = jest.spyOn(MemoryPayloads.prototype, 'put')
    for (const how of [{ enableCompression: true }, { encryption: cipher }]) {
      const arq = await setupLarge(how, { own: how })
      put.mockClear()
      void arq.worker.run()
      const job = await arq.client.enqueueJob(echo, [LARGE])
      await arq.clock.advance('1s')
      expect(await job.result()).toEqual({ text: LARGE })
      expect((await job.info()).result).toEqual({ text: LARGE })
      const bytes = put.mock.calls.map(([, given]) => Buffer.from(given))
      expect(bytes).toHaveLength(2)
      for (const one of bytes) expect(one.includes('large-4711')).toBe(false)
      if ('enableCompression' in how) for (const one of bytes) expect(one.length).toBeLessThan(2000)
      else expect(arq.outside()).not.toContain('arq-sealed')
    }
  })

  it('is retried with the arguments it was enqueued with, whatever the task does to them', async () => {
    let tries = 0
    const spoil = task('spoil', async (_ctx, list: string[]) => {
      tries += 1
      const [first = ''] = list.splice(0)
      if (tries < 3) throw new Retry({ defer: '1s' })
      return first.length
    })
    const arq = await setupLarge({ functions: [spoil] })
    void arq.worker.run()
    const job = await arq.client.enqueueJob(spoil, [[LARGE]])
    await arq.clock.advance('10s')
    expect(await job.result()).toBe(LARGE.length)
    expect(tries).toBe(3)
    expect(arq.outside()).not.toContain('large-4711')
  })

  it('that fails keeps its arguments, and its dead letter runs with them a week later', async () => {
    let isFixed = false
    const late = task('late', async (_ctx, text: string) => {
      if (!isFixed) throw new TypeError('not yet')
      return text.length
    })
    const arq = await setupLarge({ functions: [late], maxRetries: 0 })
    void arq.worker.run()
    const job = await arq.client.enqueueJob(late, [LARGE])
    await arq.clock.advance('1s')
    expect(await job.info()).toMatchObject({ status: 'failed', args: [LARGE] })
    await arq.clock.advance(7 * DAY_MS)
    const [letter] = await arq.take('default.dlq')
    isFixed = true
    await arq.client.close()
    await arq.publish(await redrivenMessage(letter!, jsonCodec, arq.clock.now()))
    await arq.clock.advance('1s')
    expect(arq.worker.counts).toMatchObject({ completed: 1 })
  })

  it('whose arguments have expired fails at once, and says what to do', async () => {
    const arq = await setupLarge({ maxRetries: 5, retryOn: 'all' })
    const job = await arq.client.enqueueJob(echo, [LARGE])
    await arq.payloads.delete(arq.payloads.keys[0]!)
    void arq.worker.run()
    await arq.clock.advance('1s')
    const error = await job.result().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ original: { code: 'ARQ_PAYLOAD_MISSING' } })
    expect(String(error)).toContain('Enqueue the job again')
    const [letter] = await arq.take('default.dlq')
    expect(letter?.headers['x-error-code']).toBe('ARQ_PAYLOAD_MISSING')
  })

  it('is not run with other arguments than it was enqueued with', async () => {
    const arq = await setupLarge()
    const job = await arq.client.enqueueJob(measure, [LARGE])
    const [key = ''] = arq.payloads.keys
    const bytes = await arq.payloads.get(key)
    bytes![100]! ^= 1
    await arq.payloads.put(key, bytes!, { ttlMs: DAY_MS })
    void arq.worker.run()
    await arq.clock.advance('1s')
    expect(await job.info()).toMatchObject({ status: 'failed', errorCode: 'ARQ_PAYLOAD_DAMAGED' })
  })

  it('that was stopped while it waited is not run, and deleting a job deletes its result', async () => {
    const arq = await setupLarge()
    const stopped = await arq.client.enqueueJob(echo, [LARGE], { deferBy: '1m' })
    expect(await stopped.abort()).toBe(true)
    const job = await arq.client.enqueueJob(echo, [LARGE])
    void arq.worker.run()
    await arq.clock.advance('2m')
    expect(await stopped.info()).toMatchObject({ status: 'aborted', args: [LARGE] })
    expect(arq.payloads.keys).toHaveLength(2)
    expect(await job.delete()).toBe(true)
    expect(arq.payloads.keys).toHaveLength(1)
  })

  it('whose end was recorded before its worker died is known as a duplicate, though its arguments are gone', async () => {
    const arq = await setupLarge()
    void arq.worker.run()
    const job = await arq.client.enqueueJob(echo, [LARGE])
    await arq.clock.advance('1s')
    const { body, headers } = arq.sent.find(({ kind }) => kind === 'job')!
    await arq.publish({ body, headers: { ...headers, 'x-arq-uncontested': undefined } })
    await arq.clock.advance('1s')
    expect(arq.worker.counts).toMatchObject({ completed: 1, failed: 0, duplicateDeliveries: 1 })
    expect(await job.result()).toEqual({ text: LARGE })
  })
})

describe('a payload store that is away', () => {
  it('refuses the enqueue, and leaves neither message nor record', async () => {
    const { store } = failing(new MemoryPayloads())
    const arq = await setupLarge({}, { own: { payloads: { store, thresholdBytes } } })
    const refused = { code: 'ARQ_PAYLOAD_STORE', sent: 'no' }
    for (const jobId of [undefined, 'mine']) {
      const call = arq.client.enqueueJob(echo, [LARGE], jobId === undefined ? {} : { jobId })
      await expect(call).rejects.toMatchObject(refused)
    }
    expect(arq.sent).toEqual([])
    expect(await arq.store.get('mine')).toBeUndefined()
    expect(await arq.client.queuedJobs()).toEqual([])
  })

  it('lets jobs wait, their tries untouched, until it is back', async () => {
    const clock = new ManualClock()
    const inner = new MemoryPayloads({ clock })
    const { store, state } = failing(inner)
    const arq = await setupLarge(
      { payloads: { store, thresholdBytes }, maxRetries: 0 },
      { own: { payloads: { store: inner, thresholdBytes } } },
    )
    const events: WorkerEvent[] = []
    arq.worker.on('jobAwaitsPayload', (event) => void events.push(event))
    void arq.worker.run()
    const job = await arq.client.enqueueJob(measure, [LARGE])
    const small = await arq.client.enqueueJob(measure, ['small'])
    await arq.clock.advance('3h')
    expect(await small.result()).toBe(5)
    expect(await arq.store.get(job.jobId)).toMatchObject({ status: 'queued', retryCount: 0 })
    expect(arq.worker.health).toMatchObject({
      status: 'degraded',
      problems: [{ code: 'payload_store_away' }],
    })
    const said = arq.log.filter(({ message }) => message.includes('the line is cut'))
    expect(said.map(({ level }) => level)).toEqual(['warn', 'error'])
    // 1 s, 1 s, 2 s, … 1 min: no hot loop.
    expect(events.length).toBeLessThan(200)
    state.isAway = false
    await arq.clock.advance('1m')
    expect(await job.result()).toBe(LARGE.length)
    expect(arq.outside()).not.toContain('large-4711')
  })

  it('is no reason to run a result twice: it waits for the store', async () => {
    const clock = new ManualClock()
    const { store, state } = failing(new MemoryPayloads({ clock }))
    let runs = 0
    const make = task('make', async () => {
      runs += 1
      return LARGE
    })
    const arq = await setupLarge(
      { functions: [make], payloads: { store, thresholdBytes } },
      { own: { payloads: { store, thresholdBytes } } },
    )
    void arq.worker.run()
    const job = await arq.client.enqueueJob(make)
    await arq.clock.advance('5m')
    expect(await job.status()).not.toBe('completed')
    expect(state.calls).toBeLessThan(20)
    state.isAway = false
    await arq.clock.advance('1m')
    expect(await job.result()).toBe(LARGE)
    expect(runs).toBe(1)
  })

  it('does not hold up a stop: the job goes back, and runs elsewhere', async () => {
    const clock = new ManualClock()
    const { store, state } = failing(new MemoryPayloads({ clock }))
    let runs = 0
    const make = task('make', async () => {
      runs += 1
      return LARGE
    })
    const own = { payloads: { store, thresholdBytes } }
    const arq = await setupLarge({ functions: [make], ...own }, { own })
    const running = arq.worker.run()
    const job = await arq.client.enqueueJob(make)
    await arq.clock.advance('1m')
    const stopped = arq.worker.stop()
    await arq.clock.advance('2m')
    await Promise.all([stopped, running])
    expect(await job.status()).not.toBe('completed')
    state.isAway = false
    const second = await setup(
      { functions: [make], ...own, resultStore: arq.store },
      { clock: arq.clock, broker: arq.broker },
    )
    void second.worker.run()
    await arq.clock.advance('1m')
    expect(await job.result()).toBe(LARGE)
    expect(runs).toBe(2)
  })

  it('is not needed by a worker that has none: the job waits for one that has', async () => {
    const arq = await setupLarge({ payloads: undefined })
    void arq.worker.run()
    const job = await arq.client.enqueueJob(measure, [LARGE])
    await arq.clock.advance('1h')
    expect(await job.status()).toBe('queued')
    const second = await setup(
      {
        functions: [measure],
        payloads: { store: arq.payloads, thresholdBytes },
        resultStore: arq.store,
      },
      { clock: arq.clock, broker: arq.broker },
    )
    await arq.worker.stop()
    void second.worker.run()
    await arq.clock.advance('1m')
    expect(await job.result()).toBe(LARGE.length)
  })

  it('is told to readers: no placeholder is taken for a result', async () => {
    const arq = await setupLarge()
    void arq.worker.run()
    const { jobId } = await arq.client.enqueueJob(echo, [LARGE])
    await arq.clock.advance('1s')
    const blind = (await arq.clientWith({ payloads: undefined })).getJob(jobId)
    await expect(blind.result()).rejects.toMatchObject({ code: 'ARQ_PAYLOAD_STORE' })
    expect(await blind.info()).toMatchObject({
      ...{ args: ['stored apart (22.0 kB)'], result: 'stored apart (22.0 kB)' },
      payloads: { result: { state: 'apart' } },
    })
    const { store } = failing(arq.payloads)
    const cut = (await arq.clientWith({ payloads: { store } })).getJob(jobId)
    await expect(cut.result()).rejects.toThrow('the line is cut')
    expect((await cut.info()).payloads?.result).toMatchObject({ state: 'away' })
  })
})
