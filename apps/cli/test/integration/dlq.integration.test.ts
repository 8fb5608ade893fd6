import { randomUUID } from 'node:crypto'

import { createClient } from '@arq/client'
import { type Logger, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { until } from '@arq/tooling-services'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'

import { TcpProxy } from '../../../../packages/transport-amqp/test/tcp-proxy.js'
import { arq, startArq } from './run-arq.js'
import { createVirtualHost, serverUrl } from './servers.js'

let host: Awaited<ReturnType<typeof createVirtualHost>>
let transport: AmqpTransport
let queue: string

beforeAll(async () => {
  host = await createVirtualHost()
  transport = new AmqpTransport({ url: host.url, moveDelayedJobs: 'never' })
  await transport.connect()
})
afterAll(async () => {
  await transport.close()
  await host.delete()
})
beforeEach(() => {
  // Jobs are named after it, and the store outlives the run.
  queue = `orders-${randomUUID()}`
})

const nothing = (): void => undefined
const logger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
  child: () => logger,
}

const dlq = (verb: string, ...args: readonly string[]) =>
  arq(['dlq', verb, '-q', queue, '-u', host.url, ...args])

const readyIn = async (name: string) => (await transport.queueInfo(name))?.ready

/** Runs what is there in burst mode, with tasks that fail while they are told to. */
async function runAll(isFailing: boolean, { maxRetries = 0 } = {}): Promise<readonly string[]> {
  const ran: string[] = []
  const failing = (name: string, reason: (n: unknown) => string) =>
    task(name, (ctx, n: unknown) => {
      ran.push(`${ctx.jobId} try ${String(ctx.jobTry)}`)
      if (isFailing) throw new Error(reason(n))
      return n
    })
  const resultStore = new RedisResultStore({ url: serverUrl('ARQ_TEST_REDIS_URL') })
  const worker = new Worker({
    functions: [
      failing('ship', (n) => `no such order ${String(n)}`),
      failing('pay', () => 'card refused'),
    ],
    queueName: queue,
    transport,
    resultStore,
    maxRetries,
    burstMode: true,
    burstCheckInterval: '50ms',
    logger,
  })
  await worker.run()
  return ran
}

async function enqueue(jobs: readonly { function: string; jobId: string; args: unknown[] }[]) {
  const resultStore = new RedisResultStore({ url: serverUrl('ARQ_TEST_REDIS_URL') })
  const client = await createClient({ transport, resultStore })
  await client.enqueueJobs(jobs.map((job) => ({ ...job, queueName: queue })))
  await client.close()
}

/** Three letters of two reasons, and one that is no job. */
async function threeAndOne(): Promise<void> {
  const jobOf = (name: string, n: number) => ({
    function: name,
    jobId: `${queue}-${name}-${String(n)}`,
    args: [n],
  })
  await enqueue([jobOf('ship', 1), jobOf('ship', 22), jobOf('pay', 3)])
  await runAll(true)
  const headers = { 'x-failed-at': '2020-01-01T00:00:00Z', 'x-job-id': 'parse_failed' }
  const body = Buffer.from('not a job')
  const name = `${queue}.dlq`
  await transport.publish({ queueName: name, kind: 'deadLetter', body, headers, messageId: 'odd' })
}

interface Listed {
  readonly queues: readonly {
    readonly total: number
    readonly matched: number
    readonly groups: readonly Readonly<Record<string, unknown>>[]
    readonly letters: readonly Readonly<Record<string, unknown>>[]
  }[]
}

async function list(...args: readonly string[]) {
  const { stdout, stderr, code } = await dlq('list', '--json', '--each', ...args)
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
  const [listed] = (JSON.parse(stdout) as Listed).queues
  if (!listed) throw new Error('no queue was listed')
  return listed
}

it('lists letters by reason, filters them, shows one whole, and takes nothing out', async () => {
  await threeAndOne()
  const all = await list()
  expect(all).toMatchObject({ total: 4, matched: 4 })
  expect(all.groups.map((group) => [group['count'], group['task'], group['errorMessage']])).toEqual(
    [
      [2, 'ship', expect.stringMatching(/^no such order/)],
      [1, 'pay', 'card refused'],
      [1, null, null],
    ],
  )
  const reason = String(all.groups[0]?.['fingerprint'])
  expect((await list('--error', reason)).matched).toBe(2)
  expect((await list('--error', 'CARD')).letters).toMatchObject([{ task: 'pay', tries: 1 }])
  expect((await list('--task', 'ship', '--since', '1h')).matched).toBe(2)
  expect((await list('--until', '2021-01-01T00:00:00Z')).letters).toMatchObject([{ task: null }])

  const text = await dlq('list')
  expect(text.stdout).toContain(`${queue}.dlq: 4 of 4 dead letters.`)
  expect(text.stdout).toMatch(/^[0-9a-f]{8} +2 +ship .*no such order/m)
  const chinese = await arq(['dlq', 'list', '-q', queue, '-u', host.url], { ARQ_LANG: 'zh-CN' })
  expect(chinese.stdout).toContain('4 条死信中的 4 条')

  const shown = await dlq('show', `${queue}-pay-3`, '--json')
  expect(JSON.parse(shown.stdout)).toMatchObject({
    letters: [{ task: 'pay', args: [3], stack: expect.stringContaining('card refused') }],
  })
  expect((await dlq('show', 'parse_failed')).stdout).toContain('not a job')
  const absent = await dlq('show', 'nobody')
  expect(absent).toMatchObject({ code: 4, stderr: 'error: no dead letter of job nobody\n' })
  expect(await readyIn(`${queue}.dlq`)).toBe(4)
})

describe('dlq redrive', () => {
  it('runs one job again from the first try, keeps its history, and leaves the others', async () => {
    await threeAndOne()
    const { stdout, code } = await dlq('redrive', `${queue}-pay-3`)
    expect(stdout).toBe(`${queue}.dlq: 1 sent back to their queues.\n`)
    expect(code).toBe(0)
    expect(await runAll(true)).toEqual([`${queue}-pay-3 try 1`])
    const { letters } = await list('--task', 'pay')
    expect(letters).toMatchObject([{ redrives: 1, tries: 1 }])
    expect(await readyIn(`${queue}.dlq`)).toBe(4)
  })

  it('asks which, runs all there are, and keeps what is no job', async () => {
    await threeAndOne()
    const unsaid = await dlq('redrive')
    expect(unsaid.stderr).toContain('say which letters')
    expect(unsaid.code).toBe(2)
    const { stdout } = await dlq('redrive', '--all', '--json')
    expect(JSON.parse(stdout)).toEqual({
      queues: [{ name: `${queue}.dlq`, total: 4, redriven: 3, unreadable: 1 }],
    })
    expect((await runAll(false)).length).toBe(3)
    expect(await readyIn(`${queue}.dlq`)).toBe(1)
  })

  it('killed in the middle, loses nothing and runs nothing twice', async () => {
    const jobs = Array.from({ length: 200 }, (_, n) => ({
      function: 'ship',
      jobId: `${queue}-${String(n)}`,
      args: [n],
    }))
    await enqueue(jobs)
    await runAll(true)
    expect(await readyIn(`${queue}.dlq`)).toBe(200)
    const proxy = await new TcpProxy(host.url).start()
    const redrive = startArq(['dlq', 'redrive', '-q', queue, '-u', proxy.url, '--all'])
    // More than it says before the first letter, less than twenty under way: all of them are 140,000 bytes.
    await proxy.sent(30_000)
    redrive.process.kill('SIGKILL')
    await redrive.ended
    await proxy.stop()
    // What it had not finished goes back to its queue when the broker has noticed, which the broker tells nobody.
    const sum = async () => ((await readyIn(queue)) ?? 0) + ((await readyIn(`${queue}.dlq`)) ?? 0)
    const areBack = async (): Promise<boolean> => (await sum()) >= 200
    await until(areBack, { what: 'all letters in one of the queues', withinMs: 60_000 })
    const moved = (await readyIn(queue)) ?? 0
    expect(moved).toBeGreaterThan(0)
    expect(moved).toBeLessThan(200)
    const ran = [...(await runAll(false))]
    await dlq('redrive', '--all')
    expect(await readyIn(`${queue}.dlq`)).toBe(0)
    ran.push(...(await runAll(false)))
    expect(ran.sort()).toEqual(jobs.map(({ jobId }) => `${jobId} try 1`).sort())
  })
})

it('purges what is meant, and only with a yes', async () => {
  await threeAndOne()
  const asks = await dlq('purge', '--task', 'ship')
  expect(asks.stderr).toContain('give --yes')
  expect(asks.code).toBe(2)
  expect((await dlq('purge', '--task', 'ship', '--yes')).stdout).toBe(`${queue}.dlq: 2 dropped.\n`)
  // What was given back may stand behind what was not.
  expect((await list()).letters.map((letter) => letter['task']).sort()).toEqual([null, 'pay'])
  expect((await dlq('purge', '--all', '-y', '--json')).stdout).toContain('"dropped": 2')
  expect(await readyIn(`${queue}.dlq`)).toBe(0)
})

it('says so when there is no such queue, and creates none', async () => {
  const { code, stderr } = await dlq('list')
  expect(stderr).toContain(`there is no dead letter queue ${queue}.dlq`)
  expect(code).toBe(4)
  expect(await transport.queueInfo(`${queue}.dlq`)).toBeUndefined()
})
