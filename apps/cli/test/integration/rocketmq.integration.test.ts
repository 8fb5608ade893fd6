import { randomUUID } from 'node:crypto'

import { createClient } from '@arq/client'
import { flow, group, silentLogger, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { RocketMQTransport } from '@arq/transport-rocketmq'
import { Worker } from '@arq/worker'
import { afterEach, expect, it } from '@jest/globals'

import { arq, startArq } from './run-arq.js'
import { serverUrl } from './servers.js'

const url = `rocketmq://${serverUrl('ARQ_TEST_ROCKETMQ_NAMESERVER')}`
const open: RocketMQTransport[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((transport) => transport.close()))
})

const newTransport = (): RocketMQTransport => {
  const transport = new RocketMQTransport({ url })
  open.push(transport)
  return transport
}

/** A queue of its own with jobs in it. */
async function filled(jobs: readonly (readonly [name: string, n: number])[]) {
  const queue = `orders-${randomUUID()}`
  const transport = newTransport()
  await transport.connect()
  const client = await createClient({ transport, queueName: queue, logger: silentLogger })
  for (const [name, n] of jobs) await client.enqueueJob(name, [n])
  await client.close()
  return { queue, transport }
}

/** Runs what is there, with a task that fails while it is told to. */
async function runAll(queueName: string, isFailing: boolean): Promise<readonly number[]> {
  const ran: number[] = []
  const ship = task('ship', async (_ctx, n: number) => {
    ran.push(n)
    if (isFailing) throw new Error(`no such order ${String(n)}`)
  })
  const worker = new Worker({
    ...{ functions: [ship], queueName, transport: newTransport(), logger: silentLogger },
    ...{ maxRetries: 0, burstMode: true, burstCheckInterval: '50ms' },
  })
  await worker.run()
  return ran
}

it('shows queues, and lists and redrives dead letters', async () => {
  const { queue, transport } = await filled([
    ['ship', 1],
    ['ship', 2],
    ['ship', 3],
  ])
  const info = await arq(['queue-info', queue, '-u', url, '--json'])
  expect(info).toMatchObject({ stderr: '', code: 0 })
  expect(info.stdout).toMatch(/"ready": ?3/)

  expect((await runAll(queue, true)).toSorted()).toEqual([1, 2, 3])
  const list = async () => {
    const { stdout, stderr } = await arq([
      'dlq',
      'list',
      '--json',
      '--each',
      '-q',
      queue,
      '-u',
      url,
    ])
    expect(stderr).toBe('')
    return JSON.parse(stdout) as { queues: readonly unknown[] }
  }
  for (let looks = 1; looks <= 2; looks += 1) {
    expect((await list()).queues).toMatchObject([{ name: `${queue}.dlq`, total: 3, matched: 3 }])
  }
  const redriven = await arq(['dlq', 'redrive', '--all', '--json', '-q', queue, '-u', url])
  expect(JSON.parse(redriven.stdout)).toMatchObject({ queues: [{ total: 3, redriven: 3 }] })
  expect((await runAll(queue, false)).toSorted()).toEqual([1, 2, 3])
  expect((await transport.queueInfo(`${queue}.dlq`))?.ready).toBe(0)
})

it('runs a worker, and stops it', async () => {
  const { queue } = await filled([['add', 1]])
  const worker = startArq([
    'worker',
    '-m',
    './worker-settings.ts:workerSettings',
    '-q',
    queue,
    '-u',
    url,
  ])
  await worker.says('waiting for jobs')
  worker.process.kill('SIGTERM')
  expect(await worker.ended).toMatchObject({ code: 0 })
})

it('tells whether the broker is reached, and that doctor does not look at it', async () => {
  const check = await arq(['check', '--here', '-u', url])
  expect(check.stderr).not.toContain('ARQ_CONNECTION')
  const doctor = await arq(['doctor', '-u', url, '--json'])
  expect(doctor.stdout).toContain('RocketMQTransport')
  const absent = await arq(['queue-info', 'orders', '-u', 'rocketmq://127.0.0.1:1', '--json'])
  expect(absent.code).not.toBe(0)
  expect(absent.stderr).toContain('Cannot reach RocketMQ at rocketmq://127.0.0.1:1')
})

it('refuses a priority in words', async () => {
  const { queue } = await filled([])
  const refused = await arq(['enqueue', 'ship', '[1]', '-q', queue, '-u', url, '--priority', '3'])
  expect(refused.code).not.toBe(0)
  expect(refused.stderr).toContain('Priorities have no effect')
})

it('runs a flow, fails it for a child, and runs it again', async () => {
  const queueName = `flows-${randomUUID()}`
  const storeUrl = serverUrl('ARQ_TEST_REDIS_URL')
  let isBroken = true
  const double = task('double', async (_ctx, n: number) => {
    if (n === 3 && isBroken) throw new Error('not yet')
    return n * 2
  })
  const sum = task('sum', async (ctx) => {
    const results = await ctx.children<number>().results()
    return results.reduce((all, one) => all + one, 0)
  })
  const shared = { queueName, logger: silentLogger } as const
  const newStore = () => new RedisResultStore({ url: storeUrl, keyPrefix: queueName })
  const client = await createClient({
    ...{ ...shared, transport: newTransport(), resultStore: newStore() },
  })
  const worker = new Worker({
    ...{ ...shared, transport: newTransport(), resultStore: newStore() },
    ...{ functions: [double, sum], maxRetries: 0, handleSignals: false },
  })
  void worker.run()
  const below = group([flow(double, [2]), flow(double, [3], { deferBy: '1s' })], flow(sum))
  const job = await client.enqueueFlow(flow(sum, [], { children: [flow(double, [1]), below] }))
  await expect(job.result({ timeout: '1m' })).rejects.toMatchObject({
    original: { code: 'ARQ_JOB_CHILD_FAILED' },
  })
  isBroken = false
  expect(await job.retry()).toEqual({ enqueued: 1, waiting: 2 })
  expect(await job.result({ timeout: '1m' })).toBe(2 + 4 + 6)
  await worker.stop()
  await client.close()
})
