import { randomBytes } from 'node:crypto'

import { type ClientSettings, createClient } from '@arq/client'
import {
  encryption,
  isArqError,
  jsonCodec,
  type Logger,
  type OutgoingMessage,
  type PayloadCipher,
  redrivenMessage,
  task,
} from '@arq/core'
import { encodeJobRecord } from '@arq/core'
import { ManualClock, MemoryBroker, MemoryTransport } from '@arq/memory'
import { afterEach, describe, expect, it, jest } from '@jest/globals'

import type { WorkerEvent } from '../src/index.js'
import { type LogLine, recordingLogger, setup, type TestSettings } from './setup.js'

/** Stands in everything that must not be readable. */
const MARKER = 'order-4711'

const keys = { '2026-05': randomBytes(32), '2026-11': randomBytes(32).toString('base64') }
const both = (): PayloadCipher => encryption({ keys, use: '2026-11' })
const older = (): PayloadCipher =>
  encryption({ keys: { '2026-05': keys['2026-05'] }, use: '2026-05' })

const pay = task('pay', async (ctx, order: { id: string }) => {
  ctx.logger.info(`paying ${order.id}`)
  ctx.progress({ paying: order.id })
  return { paid: order.id }
})
const refuse = task('refuse', async (_ctx, order: { id: string }) => {
  throw new TypeError(`no money for ${order.id}${' …'.repeat(2000)}`)
})

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const client of open.splice(0)) await client.close()
})

async function openClient(settings: ClientSettings) {
  const client = await createClient(settings)
  open.push(client)
  return client
}

/** A worker and clients on one broker and store, and everything that was sent and stored. */
async function setupPayments(settings: Partial<TestSettings> = {}) {
  const clock = new ManualClock()
  const broker = new MemoryBroker({ clock })
  const log: LogLine[] = []
  const logger: Logger = {
    ...recordingLogger(log),
    isLevelEnabled: () => true,
    child: () => logger,
  }
  const functions = [pay, refuse]
  const arq = await setup(
    { functions, encryption: both(), retryBackoff: '1s', logger, ...settings },
    { clock, broker },
  )
  const sent: OutgoingMessage[] = []
  const stored: string[] = []
  const watch = (transport: MemoryTransport): MemoryTransport => {
    const publish = transport.publish.bind(transport)
    jest.spyOn(transport, 'publish').mockImplementation((message) => {
      sent.push(message)
      return publish(message)
    })
    return transport
  }
  watch(arq.transport)
  await arq.store.subscribe((jobId) => {
    void arq.store.get(jobId).then((record) => record && stored.push(encodeJobRecord(record)))
  })
  const clientWith = (cipher: PayloadCipher | undefined, hasStore = true) =>
    openClient({
      transport: watch(new MemoryTransport({ broker })),
      ...(hasStore && { resultStore: arq.store }),
      clock,
      encryption: cipher,
    })
  /** All that left a process, as text. */
  const outside = (): string =>
    [
      ...sent.map(({ body, headers }) => `${String(Buffer.from(body))}${JSON.stringify(headers)}`),
      ...stored,
    ].join('\n')
  const client = await clientWith(both())
  return { ...arq, log, clock, broker, client, clientWith, sent, outside }
}

const codeOf = (error: unknown): string => (isArqError(error) ? error.code : String(error))

describe('an encrypted job', () => {
  it('runs, and nothing of its arguments, progress, log or result is readable outside', async () => {
    const arq = await setupPayments()
    void arq.worker.run()
    const job = await arq.client.enqueueJob(pay, [{ id: MARKER }])
    const named = await arq.client.enqueueJob('pay', [{ id: `${MARKER}-2` }], { jobId: 'mine' })
    await arq.clock.advance('1s')
    expect(await job.result()).toEqual({ paid: MARKER })
    expect(await named?.result()).toEqual({ paid: `${MARKER}-2` })
    const info = await job.info()
    expect(info).toMatchObject({
      ...{ args: [{ id: MARKER }], kwargs: {}, result: { paid: MARKER } },
      ...{ progress: { paying: MARKER }, encryption: { keyId: '2026-11', state: 'opened' } },
    })
    expect(info.log?.lines.join()).toContain(`paying ${MARKER}`)
    expect(arq.outside()).toContain('arq-sealed:1:2026-11:')
    expect(arq.outside()).not.toContain(MARKER)
  })

  it('is shown as encrypted to whoever has no key, and its result is refused, not made up', async () => {
    const arq = await setupPayments()
    void arq.worker.run()
    const { jobId } = await arq.client.enqueueJob(pay, [{ id: MARKER }])
    await arq.clock.advance('1s')
    for (const cipher of [undefined, older()]) {
      const reader = await arq.clientWith(cipher)
      const job = reader.getJob(jobId)
      const shown = 'encrypted (key 2026-11)'
      expect(await job.info()).toMatchObject({
        ...{ function: 'pay', args: [shown], result: shown, progress: shown },
        ...{ log: { lines: [shown] }, encryption: { keyId: '2026-11', state: 'keyMissing' } },
      })
      await expect(job.result()).rejects.toMatchObject({ code: 'ARQ_KEY_MISSING' })
    }
  })

  it('that fails has its errors encrypted on every way: retries, records, the dead letter', async () => {
    const arq = await setupPayments({ maxRetries: 1, retryOn: 'all' })
    void arq.worker.run()
    const job = await arq.client.enqueueJob(refuse, [{ id: MARKER }])
    await arq.clock.advance('10s')
    const error = await job.result().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ original: { name: 'TypeError' } })
    const info = await job.info()
    expect(info.error).toContain(`no money for ${MARKER}`)
    expect(info.traceback).toContain(MARKER)
    expect(info.tries).toMatchObject([{ jobTry: 1, error: expect.stringContaining(MARKER) }])
    expect(arq.outside()).not.toContain(MARKER)
    const letter = arq.sent.find(({ kind }) => kind === 'deadLetter')
    expect(letter?.headers).toMatchObject({
      'x-error-type': 'TypeError',
      // Whole, so that it opens.
      'x-error-message': expect.stringMatching(/^arq-sealed:1:2026-11:[\w-]+~$/),
      'x-error-stack': expect.stringMatching(/^arq-sealed:1:2026-11:[\w-]+~$/),
    })
    const stranger = await (await arq.clientWith(undefined)).getJob(job.jobId).info()
    expect(stranger).toMatchObject({ error: 'TypeError: encrypted (key 2026-11)' })
    expect(stranger.tries[0]?.error).toBe('TypeError: encrypted (key 2026-11)')
  })

  it('is told of in the clear where its worker runs: log and events', async () => {
    const arq = await setupPayments({ maxRetries: 0 })
    const events: WorkerEvent[] = []
    arq.worker.on((event) => void events.push(event))
    void arq.worker.run()
    await arq.client.enqueueJob(refuse, [{ id: MARKER }])
    await arq.clock.advance('1s')
    expect(arq.log.map(({ message }) => message).join()).toContain(`no money for ${MARKER}`)
    expect(events.find(({ type }) => type === 'jobFailed')).toMatchObject({
      error: { message: expect.stringContaining(MARKER) },
    })
  })

  it('comes back from the dead letter queue encrypted, and runs', async () => {
    let isBroke = true
    const sometimes = task('sometimes', async (_ctx, id: string) => {
      if (isBroke) throw new Error(`not now, ${id}`)
      return id
    })
    const arq = await setupPayments({ functions: [sometimes], maxRetries: 0 })
    void arq.worker.run()
    const job = await arq.client.enqueueJob(sometimes, [MARKER])
    await arq.clock.advance('1s')
    isBroke = false
    const [letter] = await arq.take('default.dlq')
    await arq.client.deleteJobResult(job.jobId)
    await arq.client.getJobStatus(job.jobId)
    const message = await redrivenMessage(letter!, jsonCodec, arq.clock.now())
    expect(String(Buffer.from(message.body))).not.toContain(MARKER)
    await arq.publish(message)
    await arq.clock.advance('1s')
    expect(await arq.client.getJobResult(job.jobId)).toMatchObject({ result: MARKER })
    expect(arq.outside()).not.toContain(MARKER)
  })

  it('is answered to a client without a store, encrypted on the way', async () => {
    const arq = await setupPayments({ resultStore: undefined })
    void arq.worker.run()
    await arq.clock.advance(0)
    const client = await arq.clientWith(both(), false)
    const job = await client.enqueueJob(pay, [{ id: MARKER }])
    await arq.clock.advance('1s')
    expect(await job.result()).toEqual({ paid: MARKER })
    const replies = arq.sent.filter(({ kind }) => kind === 'reply')
    expect(replies).toHaveLength(1)
    expect(String(Buffer.from(replies[0]!.body))).not.toContain(MARKER)
  })

  it('is compressed before it is encrypted, not after', async () => {
    const arq = await setupPayments({ enableCompression: true })
    void arq.worker.run()
    const cipher = both()
    const client = await openClient({
      ...{ transport: new MemoryTransport({ broker: arq.broker }), resultStore: arq.store },
      ...{ clock: arq.clock, encryption: cipher, enableCompression: true },
    })
    const job = await client.enqueueJob(pay, [{ id: MARKER.repeat(10_000) }])
    const record = await arq.store.get(job.jobId)
    expect(JSON.stringify(record?.kwargs).length).toBeLessThan(2000)
    await arq.clock.advance('1s')
    expect(await job.result()).toEqual({ paid: MARKER.repeat(10_000) })
  })

  it('leaves jobs in the clear that came in the clear', async () => {
    const arq = await setupPayments()
    void arq.worker.run()
    const client = await arq.clientWith(undefined)
    const job = await client.enqueueJob(pay, [{ id: 'plain' }])
    await arq.clock.advance('1s')
    expect(await arq.store.get(job.jobId)).toMatchObject({ result: { paid: 'plain' } })
    expect(await job.info()).not.toHaveProperty('encryption')
  })
})

describe('steps of an encrypted job', () => {
  it('are kept encrypted with its key, and given to its next run, whoever runs it', async () => {
    const runs: string[] = []
    const stepwise = task('stepwise', async (ctx, id: string) => {
      const held = await ctx.step('hold', () => {
        runs.push('hold')
        return { held: id }
      })
      await ctx.step('odd', { retries: 1, backoff: '1m' }, ({ stepTry }) => {
        runs.push(`odd ${String(stepTry)}`)
        if (stepTry === 1) throw new TypeError(`not yet, ${id}`)
      })
      await ctx.sleep('1h')
      return held
    })
    const arq = await setupPayments({ functions: [stepwise] })
    const texts: string[] = []
    const { entries } = arq.store
    const write = entries.write.bind(entries)
    jest.spyOn(entries, 'write').mockImplementation((...given) => {
      texts.push(JSON.stringify(given))
      return write(...given)
    })
    void arq.worker.run()
    // Its key is not the one that this worker encrypts with.
    const client = await arq.clientWith(older())
    const job = await client.enqueueJob(stepwise, [MARKER])
    await arq.clock.advance('2m')
    expect(runs).toEqual(['hold', 'odd 1', 'odd 2'])
    await arq.worker.stop()
    const second = await setup(
      { functions: [stepwise], encryption: older(), resultStore: arq.store },
      { clock: arq.clock, broker: arq.broker },
    )
    void second.worker.run()
    await arq.clock.advance('2h')
    expect(await job.result()).toEqual({ held: MARKER })
    expect(runs).toHaveLength(3)
    expect(texts.join()).toContain('arq-sealed:1:2026-05:')
    expect(texts.join()).not.toContain(MARKER)
    expect(arq.outside()).not.toContain(MARKER)
  })
})

describe('the errors of its steps', () => {
  it('are shown in the clear to whoever has the key, and as encrypted to others', async () => {
    const declined = task('declined', async (ctx, id: string) => {
      await ctx
        .step('card', () => {
          throw new TypeError(`no money for ${id}`)
        })
        .catch(() => undefined)
      await ctx.step('odd', { retries: 1, backoff: '1h' }, () => {
        throw new RangeError(`not yet, ${id}`)
      })
    })
    const arq = await setupPayments({ functions: [declined] })
    void arq.worker.run()
    const job = await arq.client.enqueueJob(declined, [MARKER])
    await arq.clock.advance('1m')
    const errors = async (from = job) => (await from.steps()).map(({ error }) => error)
    expect(await errors()).toEqual([
      `TypeError: no money for ${MARKER}`,
      `RangeError: not yet, ${MARKER}`,
    ])
    const stranger = await arq.clientWith(undefined)
    expect(await errors(stranger.getJob(job.jobId))).toEqual([
      'TypeError: encrypted (key 2026-11)',
      'RangeError: encrypted (key 2026-11)',
    ])
  })
})

describe('streams of an encrypted job', () => {
  it('are kept encrypted in both directions, and read by whoever has its key', async () => {
    const talk = task('talk', async (ctx, id: string) => {
      const out = ctx.stream<string>('tokens')
      await out.write(`hello ${id}`)
      for await (const message of ctx.inbox) {
        await out.write(`heard ${String(message)}`)
        return
      }
    })
    const arq = await setupPayments({ functions: [talk] })
    const texts: string[] = []
    const { streams } = arq.store
    const append = streams.append.bind(streams)
    jest.spyOn(streams, 'append').mockImplementation((...given) => {
      texts.push(JSON.stringify(given))
      return append(...given)
    })
    void arq.worker.run()
    // Its key is not the one that the worker encrypts with.
    const client = await arq.clientWith(older())
    const job = await client.enqueueJob(talk, [MARKER])
    await arq.clock.advance('1s')
    const stranger = await arq.clientWith(undefined)
    const refused = stranger.getJob(job.jobId).send(MARKER)
    await expect(refused).rejects.toMatchObject({ code: 'ARQ_KEY_MISSING' })
    await arq.client.getJob(job.jobId).send(`${MARKER} too`)
    await arq.clock.advance('1s')
    const read: unknown[] = []
    for await (const item of job.stream('tokens')) read.push(item)
    expect(read).toEqual([`hello ${MARKER}`, `heard ${MARKER} too`])
    const stolen = stranger.getJob(job.jobId).stream('tokens')[Symbol.asyncIterator]().next()
    await expect(stolen).rejects.toMatchObject({ code: 'ARQ_KEY_MISSING' })
    expect(texts).toHaveLength(3)
    expect(texts.join()).not.toContain(MARKER)
  })
})

describe('rotation', () => {
  it('decrypts what an old key encrypted, and encrypts with the new one', async () => {
    const arq = await setupPayments()
    void arq.worker.run()
    const client = await arq.clientWith(older())
    const job = await client.enqueueJob(pay, [{ id: MARKER }])
    await arq.clock.advance('1s')
    const record = encodeJobRecord((await arq.store.get(job.jobId))!)
    expect(record).toMatch(/"args":\[\],"kwargs":\{"arq:sealed":"arq-sealed:1:2026-05:/)
    expect(record).toMatch(/"result":\{"arq:sealed":"arq-sealed:1:2026-11:/)
    expect(await arq.client.getJob(job.jobId).result()).toEqual({ paid: MARKER })
    await expect(job.result()).rejects.toMatchObject({ code: 'ARQ_KEY_MISSING' })
  })

  it('encrypts each text anew: the same twice is never the same', async () => {
    const cipher = both()
    const texts = new Set(
      Array.from({ length: 100 }, () => cipher.seal(Buffer.from('a'), 'c', false)),
    )
    expect(texts.size).toBe(100)
  })
})

describe('a worker without the key', () => {
  it.each([
    ['has another one', older()],
    ['has none', undefined],
  ])(
    'that %s lets the job wait, its tries untouched, until one with the key comes',
    async (_how, cipher) => {
      const arq = await setupPayments({ encryption: cipher, maxRetries: 0 })
      const events: WorkerEvent[] = []
      arq.worker.on('jobAwaitsKey', (event) => void events.push(event))
      void arq.worker.run()
      const job = await arq.client.enqueueJob(pay, [{ id: MARKER }])
      await arq.clock.advance('3h')
      expect(await arq.store.get(job.jobId)).toMatchObject({ status: 'queued', retryCount: 0 })
      expect(arq.worker.counts).toMatchObject({ completed: 0, failed: 0 })
      expect(arq.worker.health).toMatchObject({
        status: 'degraded',
        problems: [{ code: 'key_missing' }],
      })
      expect(events[0]).toMatchObject({ keyId: '2026-11', jobId: job.jobId, waitedMs: 0 })
      const said = arq.log.filter(({ message }) => message.includes('2026-11'))
      expect(said.map(({ level }) => level)).toEqual(['warn', 'error'])
      // 1 s, 1 s, 2 s, … 1 min: no hot loop.
      expect(events.length).toBeLessThan(200)

      const second = await setup(
        { functions: [pay], encryption: both(), resultStore: arq.store },
        { clock: arq.clock, broker: arq.broker },
      )
      await arq.worker.stop()
      void second.worker.run()
      await arq.clock.advance('1m')
      expect(await job.result()).toEqual({ paid: MARKER })
      expect(arq.outside()).not.toContain(MARKER)
    },
  )

  it('is well again when others have taken the jobs', async () => {
    const arq = await setupPayments({ encryption: older() })
    void arq.worker.run()
    await arq.client.enqueueJob(pay, [{ id: MARKER }], { expires: '90s' })
    await arq.clock.advance('10s')
    expect(arq.worker.health.status).toBe('degraded')
    await arq.clock.advance('10m')
    expect(arq.worker.health).toEqual({ status: 'ready', problems: [] })
  })

  it('ends a job that nobody could read in time as expired, and keeps it in the dead letter queue', async () => {
    const arq = await setupPayments({ encryption: older() })
    void arq.worker.run()
    const job = await arq.client.enqueueJob(pay, [{ id: MARKER }], { expires: '90s' })
    await arq.clock.advance('5m')
    expect(await job.info()).toMatchObject({ status: 'failed', errorCode: 'ARQ_JOB_EXPIRED' })
    const [letter] = await arq.take('default.dlq')
    expect(String(Buffer.from(letter!.body))).toContain('arq-sealed:1:2026-11:')
    expect(arq.outside()).not.toContain(MARKER)
  })

  it('loads it, once for all jobs; a loader that fails is asked again', async () => {
    const clock = new ManualClock()
    let isDown = true
    const load = jest.fn(async (keyId: string) => {
      if (isDown) throw new Error('the key service is away')
      return keyId === '2026-11' ? keys['2026-11'] : undefined
    })
    const cipher = encryption({ keys: { '2026-05': keys['2026-05'] }, use: '2026-05', load, clock })
    const arq = await setupPayments({ encryption: cipher })
    void arq.worker.run()
    const jobs = await arq.client.enqueueJobs(
      Array.from({ length: 50 }, (_, n) => ({
        function: pay,
        args: [{ id: `${MARKER}-${String(n)}` }] as [{ id: string }],
      })),
    )
    await arq.clock.advance('500ms')
    expect(load).toHaveBeenCalledTimes(1)
    expect(arq.worker.health.problems).toMatchObject([{ code: 'key_missing' }])
    isDown = false
    await clock.advance('10s')
    await arq.clock.advance('10s')
    expect(arq.worker.counts).toMatchObject({ completed: 50, failed: 0 })
    expect(load).toHaveBeenCalledTimes(2)
    expect(await jobs[7]?.result()).toEqual({ paid: `${MARKER}-7` })
  })
})

describe('a cipher text', () => {
  it('of another job, or that was changed, is not run: the job fails and its message is kept', async () => {
    const arq = await setupPayments({ maxRetries: 5, retryOn: 'all' })
    await arq.client.enqueueJob(pay, [{ id: MARKER }], { jobId: 'mine' })
    const body = String(Buffer.from(arq.sent.find(({ kind }) => kind === 'job')!.body))
    await arq.publishText(body.replace('"job_id":"mine"', '"job_id":"theirs"'))
    await arq.publishText(
      body
        .replace('"job_id":"mine"', '"job_id":"changed"')
        .replace(/(.)(.{20}~)/, (_, a, rest) => `${a === 'A' ? 'B' : 'A'}${String(rest)}`),
    )
    void arq.worker.run()
    await arq.clock.advance('1m')
    expect(arq.worker.counts).toMatchObject({ completed: 1, failed: 2, retried: 0 })
    for (const jobId of ['theirs', 'changed']) {
      expect(await arq.store.get(jobId)).toMatchObject({ errorCode: 'ARQ_DECRYPT_FAILED' })
    }
    expect(await arq.take('default.dlq', 2)).toHaveLength(2)
  })

  it('that was put into the record of another job is not shown as its own', async () => {
    const arq = await setupPayments()
    void arq.worker.run()
    const mine = await arq.client.enqueueJob(pay, [{ id: MARKER }], { jobId: 'mine' })
    const theirs = await arq.client.enqueueJob(pay, [{ id: 'other' }], { jobId: 'theirs' })
    await arq.clock.advance('1s')
    const record = (await arq.store.get('mine'))!
    const other = (await arq.store.get('theirs'))!
    await arq.store.transition({
      record: { ...other, result: record.result },
      guard: 'own',
      ttlMs: 'forever',
    })
    expect(await mine!.result()).toEqual({ paid: MARKER })
    const error = await theirs!.result().catch(codeOf)
    expect(error).toBe('ARQ_DECRYPT_FAILED')
    const info = await theirs!.info()
    expect(info).toMatchObject({ result: 'encrypted (key 2026-11), does not open' })
  })
})

describe('encryption()', () => {
  it.each([
    ['a key of another length', { a: randomBytes(16) }, 'a', 'keys.a'],
    ['what is no base64', { a: 'not/base64!' }, 'a', 'keys.a'],
    ['an id that cannot stand in a text', { 'a b': randomBytes(32) }, 'a b', 'keys'],
    ['a key to use that is not given', { a: randomBytes(32) }, 'b', 'use'],
  ])('refuses %s, and never shows it', (_what, given, use, path) => {
    const error = (() => {
      try {
        return encryption({ keys: given, use })
      } catch (thrown) {
        return thrown
      }
    })()
    expect(error).toMatchObject({ code: 'ARQ_CONFIG_INVALID', issues: [{ path }] })
    expect(JSON.stringify(error)).not.toContain('not/base64!')
  })

  it('keeps client and worker from starting without the key to use', async () => {
    const cipher = encryption({ use: 'gone', load: async () => undefined })
    const arq = await setupPayments({ encryption: cipher })
    await expect(arq.worker.run()).rejects.toMatchObject({ code: 'ARQ_KEY_MISSING' })
    await expect(arq.clientWith(cipher)).rejects.toMatchObject({ code: 'ARQ_KEY_MISSING' })
  })

  it('is refused where the Python library reads along', async () => {
    const arq = await setupPayments()
    const shared = Object.assign(new MemoryTransport({ broker: arq.broker }), {
      isSharedWithPython: true,
    })
    const started = createClient({ transport: shared, encryption: both() })
    await expect(started).rejects.toMatchObject({ code: 'ARQ_UNSUPPORTED' })
  })
})
