import { randomBytes, randomUUID } from 'node:crypto'

import { type Client, createClient } from '@arq/client'
import { encodeJobRecord, encryption, type ResultStore, silentLogger, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { SqlResultStore } from '@arq/result-sql'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker, type WorkerEvent } from '@arq/worker'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'

import { arq } from './run-arq.js'
import { createVirtualHost, serverUrl } from './servers.js'

/** Stands in everything that must not be readable. */
const MARKER = 'order-4711'

const keys = {
  '2026-11': randomBytes(32).toString('base64'),
  '2026-05': randomBytes(32).toString('base64'),
}
const newer = encryption({ keys, use: '2026-11' })
const older = encryption({ keys: { '2026-05': keys['2026-05'] }, use: '2026-05' })
const ARQ_ENCRYPTION_KEYS = `2026-11=${keys['2026-11']},2026-05=${keys['2026-05']}`

const pay = task('pay', async (ctx, order: { id: string; isPoor?: boolean }) => {
  ctx.progress({ paying: order.id })
  if (order.isPoor === true) throw new TypeError(`no money for ${order.id}`)
  return { paid: order.id }
})

let host: Awaited<ReturnType<typeof createVirtualHost>>
beforeAll(async () => (host = await createVirtualHost()))
afterAll(() => host.delete())

describe.each([
  ['Redis', () => serverUrl('ARQ_TEST_REDIS_URL'), (url: string) => new RedisResultStore({ url })],
  [
    'PostgreSQL',
    () => serverUrl('ARQ_TEST_POSTGRESQL_URL'),
    (url: string) => new SqlResultStore({ url }),
  ],
])('jobs encrypted over RabbitMQ and %s', (_name, urlOf, openStore) => {
  let url: string
  let queue: string
  let store: ResultStore
  let admin: AmqpTransport
  const closes: (() => Promise<void>)[] = []
  beforeEach(async () => {
    url = urlOf()
    queue = `q-${randomUUID()}`
    store = openStore(url)
    admin = new AmqpTransport({ url: host.url })
    await Promise.all([store.connect(), admin.connect()])
    closes.push(
      () => store.close(),
      () => admin.close(),
    )
  })
  afterEach(async () => {
    for (const close of closes.splice(0).reverse()) await close()
  })

  const settings = (cipher: typeof newer | undefined) => ({
    transport: new AmqpTransport({ url: host.url }),
    resultStore: openStore(url),
    queueName: queue,
    logger: silentLogger,
    encryption: cipher,
  })
  async function openClient(cipher: typeof newer | undefined): Promise<Client> {
    const client = await createClient(settings(cipher))
    closes.push(() => client.close())
    return client
  }
  function startWorker(cipher: typeof newer | undefined): Worker<object> {
    const worker = new Worker<object>({
      ...settings(cipher),
      ...{ functions: [pay], maxRetries: 1, retryOn: 'all', retryBackoff: 0 },
    })
    const ran = worker.run()
    closes.push(async () => {
      await worker.stop()
      await ran
    })
    return worker
  }
  const run = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    arq(args, { RABBITMQ_URL: host.url, ARQ_RESULT_STORE_URL: url, ...environment })

  it('wait for a worker with their key, run once, and nothing of them is readable', async () => {
    const client = await openClient(newer)
    const jobs = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        client.enqueueJob(pay, [{ id: `${MARKER}-${String(n)}`, isPoor: n % 10 === 0 }]),
      ),
    )
    const without = startWorker(older)
    const waiting = new Set<string>()
    await new Promise<void>((resolve) => {
      without.on('jobAwaitsKey', ({ jobId, keyId }) => {
        expect(keyId).toBe('2026-11')
        if (waiting.add(jobId).size === jobs.length) resolve()
      })
    })
    expect(without.counts).toMatchObject({ completed: 0, failed: 0, retried: 0 })
    expect(without.health.problems.map(({ code }) => code)).toContain('key_missing')
    await without.stop()

    const told: WorkerEvent[] = []
    const worker = startWorker(newer)
    worker.on((event) => void told.push(event))
    const ends = await Promise.allSettled(jobs.map((job) => job.result({ timeout: '60s' })))
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(18)
    expect(ends[0]).toMatchObject({ reason: { original: { message: `no money for ${MARKER}-0` } } })
    expect(told.filter(({ type }) => type === 'jobStarted')).toHaveLength(22)

    const records = await store.getMany(jobs.map(({ jobId }) => jobId))
    const kept = [...records.values()].map(encodeJobRecord).join('\n')
    expect(records.size).toBe(20)
    expect(kept).not.toContain(MARKER)
    const letters: string[] = []
    await new Promise<void>((resolve) => {
      void admin
        .consume(admin.deadLetterQueueOf(queue), { prefetch: 10 }, (letter) => {
          letters.push(`${String(Buffer.from(letter.body))} ${JSON.stringify(letter.headers)}`)
          letter.ack()
          if (letters.length === 2) resolve()
        })
        .then((subscription) => closes.push(() => subscription.close()))
    })
    expect(letters.join('\n')).toContain('TypeError')
    expect(letters.join('\n')).not.toContain(MARKER)
  })

  it('are shown and run by arq with the keys of its environment, and without them as encrypted', async () => {
    const sent = await run(
      ['enqueue', 'pay', '--args', `[{"id":"${MARKER}","isPoor":true}]`, '-q', queue, '--json'],
      { ARQ_ENCRYPTION_KEYS },
    )
    const { jobId } = JSON.parse(sent.stdout) as { jobId: string }
    expect(encodeJobRecord((await store.get(jobId))!)).not.toContain(MARKER)
    startWorker(newer)
    await expect((await openClient(newer)).getJob(jobId).result()).rejects.toThrow(MARKER)

    const shown = await run(['job', jobId, '--json'], { ARQ_ENCRYPTION_KEYS })
    expect(JSON.parse(shown.stdout)).toMatchObject({
      jobs: [
        {
          ...{ args: [{ id: MARKER }], error: `TypeError: no money for ${MARKER}` },
          encryption: { keyId: '2026-11', state: 'opened' },
        },
      ],
    })
    const hidden = await run(['job', jobId, '--json'])
    expect(hidden).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(hidden.stdout)).toMatchObject({
      jobs: [
        {
          ...{ args: ['encrypted (key 2026-11)'], error: 'TypeError: encrypted (key 2026-11)' },
          encryption: { keyId: '2026-11', state: 'keyMissing' },
        },
      ],
    })
    const listed = await run(['jobs', '--id', jobId])
    expect(listed.stdout).toContain('TypeError: encrypted (key 2026-11)')
    const letter = await run(['dlq', 'show', jobId, '-q', queue, '--json'], { ARQ_ENCRYPTION_KEYS })
    expect(JSON.parse(letter.stdout)).toMatchObject({
      letters: [{ args: [{ id: MARKER }], errorMessage: `no money for ${MARKER}` }],
    })
    const closed = await run(['dlq', 'show', jobId, '-q', queue])
    expect(closed.stdout).toContain('encrypted (key 2026-11)')
    expect(closed.stdout).not.toContain(MARKER)
    // From its letter a job is sent again as it is: nobody needs to read it for that.
    const again = await run(['job', 'retry', jobId, '--json'])
    expect(again).toMatchObject({ code: 0, stderr: '' })
  })
})

describe('arq with keys that are none', () => {
  it('says which variable is wrong, and not what stands in it', async () => {
    for (const given of ['secret', 'a=secret', `a=${keys['2026-11']},b=`]) {
      const { code, stderr } = await arq(['job', 'x'], { ARQ_ENCRYPTION_KEYS: given })
      expect(code).toBe(2)
      expect(stderr).toContain('ARQ_ENCRYPTION_KEYS')
      expect(stderr).not.toMatch(/secret|[A-Za-z0-9+/]{30}/)
    }
  })
})
