import { randomUUID } from 'node:crypto'

import { createClient, type Job } from '@arq/client'
import { type ResultStore, silentLogger, type StreamEntry } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { SqlResultStore } from '@arq/result-sql'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { AmqpTransport } from '@arq/transport-amqp'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { arq, type Running, startArq } from './run-arq.js'
import { createVirtualHost, serverUrl } from './servers.js'

const SETTINGS = './streaming-settings.ts:workerSettings'
const QUEUE = 'streaming'

const STORES: readonly [name: string, url: () => string, open: (url: string) => ResultStore][] = [
  ['Redis', () => serverUrl('ARQ_TEST_REDIS_URL'), (url) => new RedisResultStore({ url })],
  [
    'PostgreSQL',
    () => {
      const url = new URL(serverUrl('ARQ_TEST_POSTGRESQL_URL'))
      url.searchParams.set('prefix', `t${randomUUID().replaceAll('-', '')}_`)
      return url.href
    },
    (url) => new SqlResultStore({ url }),
  ],
]

// Each kills a process: in short, with one store. The contract of stores tries the others.
describe.each(isFullRun ? STORES : STORES.slice(0, 1))(
  'streams over RabbitMQ and %s',
  (_name, urlOf, openStore) => {
    let host: Awaited<ReturnType<typeof createVirtualHost>>
    let storeUrl: string
    const workers: Running[] = []
    beforeAll(async () => {
      host = await createVirtualHost()
      storeUrl = urlOf()
    })
    afterAll(async () => {
      for (const worker of workers) worker.process.kill('SIGKILL')
      await Promise.all(workers.map(({ ended }) => ended))
      await host.delete()
    })

    const newClient = () =>
      createClient({
        transport: new AmqpTransport({ url: host.url }),
        resultStore: openStore(storeUrl),
        queueName: QUEUE,
        logger: silentLogger,
      })

    async function newWorker(): Promise<Running> {
      const worker = startArq(['worker', '-m', SETTINGS, '-u', host.url], {
        ARQ_RESULT_STORE_URL: storeUrl,
      })
      workers.push(worker)
      await worker.says('waiting for jobs')
      return worker
    }

    it('gives each item of each run once and in order, though a worker is killed and readers come back', async () => {
      await using client = await newClient()
      const first = await newWorker()
      const to = 300
      const job: Job = await client.enqueueJob('count', [to])
      const seen: StreamEntry[] = []
      for await (const entry of job.stream('numbers').entries()) {
        seen.push(entry)
        if (entry.value === 50) break
      }
      first.process.kill('SIGKILL')
      await first.ended
      expect(await job.send('go on')).toBe(true)
      await newWorker()
      // One that goes on, from another client, and goes again and again; and one that has been there all the time.
      const whole = all(job.stream('numbers').entries())
      await using other = await newClient()
      while (seen.at(-1)?.value !== to) {
        const after = seen.at(-1)?.id
        const before = seen.length
        for await (const entry of other.getJob(job.id).stream('numbers', { after }).entries()) {
          seen.push(entry)
          if (seen.length === before + 100) break
        }
      }
      expect(await job.result({ timeout: '1m' })).toBe(to)
      expect(seen.map(({ id }) => id)).toEqual((await whole).map(({ id }) => id))
      expect(seen.every(({ missed }) => missed === 0)).toBe(true)
      const runs = [...new Set(seen.map(({ run }) => run))]
      expect(runs).toHaveLength(2)
      const [killed = [], last = []] = runs.map((run) =>
        seen.filter((entry) => entry.run === run).map(({ value }) => value),
      )
      expect(killed).toEqual(Array.from(killed, (_value, index) => index + 1))
      expect(killed.length).toBeGreaterThanOrEqual(50)
      expect(last).toEqual(Array.from({ length: to }, (_value, index) => index + 1))

      const servers = ['-u', host.url, '--result-store-url', storeUrl, '--json']
      const { stdout } = await arq(['stream', job.id, 'numbers', ...servers])
      const ids = stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as StreamEntry).id)
      expect(ids).toEqual(seen.map(({ id }) => id))
    }, 120_000)

    it('brings messages into a job, in order, before it begins and while it runs', async () => {
      await using client = await newClient()
      const job: Job = await client.enqueueJob('listen', [], { deferBy: 0.5 })
      expect(await job.send('before')).toBe(true)
      await newWorker()
      const heard = job.stream('heard')[Symbol.asyncIterator]()
      expect((await heard.next()).value).toBe('before')
      await using other = await newClient()
      expect(await other.getJob(job.id).send('while it runs')).toBe(true)
      expect((await heard.next()).value).toBe('while it runs')
      expect(await job.send('stop')).toBe(true)
      expect(await job.result({ timeout: '1m' })).toEqual(['before', 'while it runs'])
      expect((await heard.next()).done).toBe(true)
      expect(await job.send('late')).toBe(false)
    }, 120_000)
  },
)

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = []
  for await (const item of items) taken.push(item)
  return taken
}
