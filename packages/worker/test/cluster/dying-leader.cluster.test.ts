import { type Client, createClient, type Job } from '@arq/client'
import { isArqError, Retry, silentLogger, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import {
  createRabbitCluster,
  type RabbitClusterServer,
  type RabbitNode,
} from '@arq/tooling-services'
import { AmqpTransport } from '@arq/transport-amqp'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { Worker } from '../../src/index.js'
import { serverUrl, uniqueName } from '../integration/servers.js'

const COUNT = 5000
/** Calls under way at a time: enqueueing goes on while jobs are run. */
const CALLERS = 50

let cluster: RabbitClusterServer
const opened: { close(): Promise<void> }[] = []

beforeAll(async () => {
  cluster = await createRabbitCluster()
  await cluster.start()
}, 180_000)
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close()
})
afterAll(() => cluster.dispose())

/** One that knows all nodes and begins with the given one. */
function newTransport(first: RabbitNode): AmqpTransport {
  const others = cluster.urls.filter((url) => url !== first.url)
  return new AmqpTransport({
    url: [first.url, ...others],
    reconnectInterval: '200ms',
    maxReconnectAttempts: 0,
  })
}

async function leaderOf(queue: string): Promise<RabbitNode> {
  const { origin, username, password } = new URL(cluster.managementUrl)
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const answer = await fetch(`${origin}/api/queues/%2F/${queue}`, { headers: { authorization } })
  const { leader } = (await answer.json()) as { leader: string }
  return cluster.nodes.find(({ name }) => name === leader)!
}

/** As an application does: an outcome that is unknown is asked for again, under the same id. */
async function enqueueSurely(client: Client, functionName: string, n: number): Promise<Job> {
  const jobId = `job-${String(n)}`
  // Some wait for their time at the broker when it happens.
  const how = n % 10 === 5 ? { deferBy: '2s' as const } : {}
  for (;;) {
    try {
      const job = await client.enqueueJob(functionName, [n], { jobId, ...how })
      return job ?? client.getJob(jobId)
    } catch (error) {
      if (!isArqError(error) || !error.retryable) throw error
    }
  }
}

describe('a cluster whose node dies that leads the queue', () => {
  it('loses no plain, retried or deferred job of 5,000, and every record is final and right', async () => {
    const queueName = uniqueName('cluster')
    const runs = new Map<number, number>()
    let half: () => void = () => undefined
    const isHalfDone = new Promise<void>((resolve) => (half = resolve))
    const double = task('double', async ({ jobTry }, n: number) => {
      runs.set(n, (runs.get(n) ?? 0) + 1)
      if (runs.size === COUNT / 2) half()
      // Some wait at the broker for their second try when it happens.
      if (n % 10 === 0 && jobTry === 1) throw new Retry({ defer: '500ms' })
      return n * 2
    })
    const common = { queueName, logger: silentLogger }
    const newStore = (): RedisResultStore =>
      new RedisResultStore({ url: serverUrl('ARQ_TEST_REDIS_URL'), keyPrefix: queueName })
    const [first] = cluster.nodes
    const client = await createClient({
      ...common,
      transport: newTransport(first),
      resultStore: newStore(),
    })
    opened.push(client)
    const workers = cluster.nodes.map(
      (node) =>
        new Worker({
          ...common,
          functions: [double],
          transport: newTransport(node),
          resultStore: newStore(),
        }),
    )
    const running = workers.map((worker) => worker.run())
    opened.push({ close: async () => void (await Promise.all(workers.map((each) => each.stop()))) })

    const jobs: Job[] = []
    let next = 0
    const callers = Array.from({ length: CALLERS }, async () => {
      while (next < COUNT) {
        const n = next++
        jobs[n] = await enqueueSurely(client, 'double', n)
      }
    })
    await isHalfDone
    const leader = await leaderOf(queueName)
    await leader.kill()
    await Promise.all(callers)
    const results = await Promise.all(jobs.map((job) => job.result({ timeout: '2m' })))
    expect(results).toEqual(jobs.map((_, n) => n * 2))
    expect(runs.size).toBe(COUNT)
    const store = newStore()
    opened.push(store)
    await store.connect()
    const records = await store.getMany(jobs.map(({ id }) => id))
    const ends = jobs.map(({ id }) => [id, records.get(id)?.status])
    expect(ends).toEqual(jobs.map(({ id }) => [id, 'completed']))
    // Whoever was connected to it has found another node, and works.
    await leader.restart()
    const again = await enqueueSurely(client, 'double', COUNT + 1)
    expect(await again.result({ timeout: '1m' })).toBe((COUNT + 1) * 2)

    await Promise.all(workers.map((worker) => worker.stop()))
    await Promise.all(running)
  }, 240_000)
})
