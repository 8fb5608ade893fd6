import { randomUUID } from 'node:crypto'

import { type Client, createClient } from '@arq/client'
import { type JobContext, silentLogger, task } from '@arq/core'
import { jobGroup } from '@arq/core/internal'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { arq } from './run-arq.js'
import { createVirtualHost, serverUrl } from './servers.js'

const storeUrl = serverUrl('ARQ_TEST_REDIS_URL')
const queueName = `signals-${randomUUID()}`

const ask = task('ask', async (ctx: JobContext<object>) =>
  Promise.all([ctx.waitFor('approval', { timeout: '1h' }), ctx.waitFor('预算', { timeout: '2h' })]),
)

const broken = task('broken', async (ctx: JobContext<object>) => {
  await ctx.step('charge', () => 1)
  throw new RangeError('broken')
})

let host: Awaited<ReturnType<typeof createVirtualHost>>
let client: Client
let worker: Worker<object>
beforeAll(async () => {
  host = await createVirtualHost()
  const newParts = () => ({
    transport: new AmqpTransport({ url: host.url }),
    resultStore: new RedisResultStore({ url: storeUrl }),
    ...{ queueName, logger: silentLogger },
  })
  client = await createClient(newParts())
  worker = new Worker<object>({ ...newParts(), functions: [ask, broken], handleSignals: false })
  void worker.run()
})
afterAll(async () => {
  await client.close()
  await worker.stop()
  await host.delete()
})

const run = (...args: readonly string[]) =>
  arq(args, { RABBITMQ_URL: host.url, ARQ_RESULT_STORE_URL: storeUrl })

async function waitingJob(): Promise<string> {
  const job = await client.enqueueJob(ask)
  for await (const { deferUntil } of job.updates({ pollDelay: '20ms' })) if (deferUntil) break
  return job.id
}

const MOMENT = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`

describe('arq job', () => {
  it('shows what a job waits for, since when and until when, and what it was given', async () => {
    const id = await waitingJob()
    const { stdout } = await run('job', id)
    expect(stdout).toContain('Signals:\n')
    for (const name of ['approval', '预算']) {
      expect(stdout).toMatch(
        new RegExp(`^ {2}${name} +waited for since ${MOMENT}, until ${MOMENT}$`, 'm'),
      )
    }
    await client.signal(id, 'approval', { by: 'ada', password: 'hush' })
    const lines = (await run('job', id)).stdout
    expect(lines).toMatch(/^ {2}approval +given .*: \{"by":"ada","password":"[^h]+"\}$/m)
    const { jobs } = JSON.parse((await run('job', id, '--json')).stdout) as {
      readonly jobs: readonly { readonly signals: readonly unknown[] }[]
    }
    expect(jobs[0]?.signals).toMatchObject([
      { name: 'approval', state: 'given', payload: { by: 'ada' } },
      { name: '预算', state: 'waiting', since: expect.any(String), until: expect.any(String) },
    ])
    expect((await run('job', id, '--abort')).stdout).toContain('will not run')
    expect((await run('job', id)).stdout).toMatch(/^ {2}预算 +waited for since .*; it never came$/m)
  })
})

describe('arq signal', () => {
  it('without a name says which ones the job waits for', async () => {
    const { code, stderr } = await run('signal', await waitingJob())
    expect(code).toBe(2)
    expect(stderr).toContain('waits for: approval, 预算')
  })

  it('with a name that the job does not wait for keeps it, and says what was meant', async () => {
    const id = await waitingJob()
    const wrong = await run('signal', id, 'aproval', 'true')
    expect(wrong).toMatchObject({ code: 0, stdout: expect.stringContaining('aproval is kept') })
    expect(wrong.stderr).toContain('does not wait for aproval now, but for: approval, 预算')
    expect(wrong.stderr).toContain('Did you mean approval?')
    const far = await run('signal', id, 'payment')
    expect(far.stderr).toContain('does not wait for payment now')
    expect(far.stderr).not.toContain('Did you mean')

    const right = await run('signal', id, 'approval', 'true')
    expect(right).toMatchObject({ code: 0, stderr: '' })
    expect(await run('signal', id, '预算', '7')).toMatchObject({ code: 0, stderr: '' })
    expect(await client.getJob(id).result({ timeout: '1m' })).toEqual([true, 7])
  })

  it('of a job that nobody knows says so', async () => {
    const { code, stderr } = await run('signal', `none-${randomUUID()}`, 'approval')
    expect(code).toBe(4)
    expect(stderr).toContain('nothing is known of job')
  })
})

describe('arq dlq purge', () => {
  it('takes along what the job of a letter has stored, where the store is named', async () => {
    const store = new RedisResultStore({ url: storeUrl })
    await store.connect()
    const job = await client.enqueueJob(broken)
    await expect(job.result({ timeout: '1m' })).rejects.toThrow('broken')
    const group = jobGroup((await store.get(job.id))!)
    expect([...(await store.entries.read(group)).keys()]).toContain('step:charge')
    const purged = await run('dlq', 'purge', job.id, '-q', queueName, '--yes')
    expect(purged).toMatchObject({ code: 0, stdout: expect.stringContaining('1 dropped') })
    expect(await store.entries.read(group)).toEqual(new Map())
    await store.close()
  })
})
