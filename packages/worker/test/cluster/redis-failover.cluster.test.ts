import { randomUUID } from 'node:crypto'

import { createClient } from '@arq/client'
import { type Logger, silentLogger, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import {
  createRedisCluster,
  createRedisSentinel,
  type RedisClusterServer,
  type RedisSentinelServer,
} from '@arq/tooling-services'
import { AmqpTransport } from '@arq/transport-amqp'
import { afterEach, expect, it } from '@jest/globals'

import { Worker } from '../../src/index.js'
import { tellRedis } from '../integration/tell-redis.js'

function rabbitUrl(): string {
  const url = process.env['ARQ_TEST_RABBITMQ_URL']
  if (url === undefined) throw new Error('set ARQ_TEST_RABBITMQ_URL (npm test does)')
  return url
}

/** A client and a worker with stores of their own, and a third store to look at what they wrote. */
async function setup(url: string, run: (n: number) => Promise<number>) {
  const queueName = `arq-test-${randomUUID()}`
  const keyPrefix = queueName
  const newStore = () => new RedisResultStore({ url, keyPrefix, commandTimeout: '2s' })
  const newTransport = () => new AmqpTransport({ url: rabbitUrl(), reconnectInterval: '200ms' })
  const admin = newTransport()
  const store = newStore()
  await Promise.all([admin.connect(), store.connect()])
  const warnings: string[] = []
  const logger: Logger = {
    ...{ ...silentLogger, child: () => logger },
    warn: (line) => void warnings.push(line),
  }
  const shared = { queueName }
  const client = await createClient({
    ...{ ...shared, logger: silentLogger },
    transport: newTransport(),
    resultStore: newStore(),
  })
  const worker = new Worker({
    ...{ ...shared, logger },
    functions: [task('double', (_ctx, n: number) => run(n))],
    transport: newTransport(),
    resultStore: newStore(),
    maxConcurrentJobs: 20,
  })
  const close = async (): Promise<void> => {
    await worker.stop()
    await client.close()
    await store.close()
    await admin.close()
  }
  return { queueName, admin, store, client, worker, warnings, close }
}

const JOBS = 1200

/**
 * Runs jobs while something fails: each runs once, each caller gets its result, and every record tells of the end.
 * @param fail happens when half of the jobs have run
 * @param prepare happens before, while no job ends
 * @returns what the worker warned of
 */
async function loseNothing(
  url: string,
  fail: (arq: Awaited<ReturnType<typeof setup>>) => Promise<void>,
  prepare: () => Promise<void> = () => Promise.resolve(),
): Promise<readonly string[]> {
  const times = new Map<number, number>()
  let reachHalf: () => void = () => undefined
  let goOn: () => void = () => undefined
  const half = new Promise<void>((resolve) => (reachHalf = resolve))
  const isPrepared = new Promise<void>((resolve) => (goOn = resolve))
  const arq = await setup(url, async (n) => {
    times.set(n, (times.get(n) ?? 0) + 1)
    if (times.size === JOBS / 2) reachHalf()
    if (times.size >= JOBS / 2) await isPrepared
    return n * 2
  })
  try {
    const specs = Array.from({ length: JOBS }, (_, n) => ({ function: 'double', args: [n] }))
    const jobs = await arq.client.enqueueJobs(specs)
    void arq.worker.run()
    await half
    await prepare()
    goOn()
    await fail(arq)
    const values = await Promise.all(jobs.map((job) => job.result()))
    expect(values).toEqual(specs.map((_, n) => n * 2))
    // Results that waited at the broker meanwhile came home, and nothing else waits.
    await arq.worker.stop()
    expect(await arq.admin.queueInfo(arq.queueName)).toMatchObject({ ready: 0 })
    const found = await arq.store.getMany(jobs.map(({ jobId }) => jobId))
    expect([...found.values()].map(({ status }) => status)).toEqual(jobs.map(() => 'completed'))
    expect([...times.values()].every((runs) => runs === 1)).toBe(true)
    return arq.warnings
  } finally {
    await arq.close()
  }
}

const urlOf = (scheme: string, urls: readonly string[], path = ''): string =>
  `${scheme}://${urls.map((url) => new URL(url).host).join(',')}${path}`

let servers: RedisClusterServer | RedisSentinelServer | undefined
afterEach(() => servers?.dispose())

it('loses nothing when a master of its Redis Cluster is killed', async () => {
  const cluster = await createRedisCluster()
  servers = cluster
  await cluster.start()
  const [first] = cluster.nodes
  await loseNothing(urlOf('redis+cluster', cluster.urls), async () => first?.kill())
})

it('loses nothing while a node of its Redis Cluster is out of memory, and says why', async () => {
  const cluster = await createRedisCluster()
  servers = cluster
  await cluster.start()
  const tell = async (command: string): Promise<void> => {
    expect(await tellRedis(cluster.nodes[0]!.url, command)).toBe('+OK')
  }
  const warnings = await loseNothing(
    urlOf('redis+cluster', cluster.urls),
    async (arq) => {
      const parked = `arq.results.${arq.queueName}`
      while (((await arq.admin.queueInfo(parked))?.ready ?? 0) === 0) {
        await new Promise((resolve) => setImmediate(resolve))
      }
      await tell('CONFIG SET maxmemory 0')
    },
    () => tell('CONFIG SET maxmemory 1'),
  )
  expect(warnings).toEqual([expect.stringMatching(/^The result store is away: .*OOM /)])
})

it('loses nothing when a master of its Redis Cluster hands over to its replica', async () => {
  const cluster = await createRedisCluster()
  servers = cluster
  await cluster.start()
  await loseNothing(urlOf('redis+cluster', cluster.urls), async () => {
    for (const { url } of cluster.nodes.slice(3)) {
      expect(await tellRedis(url, 'CLUSTER FAILOVER')).toBe('+OK')
    }
    await cluster.settled()
  })
})

it('loses nothing when the primary under Sentinel is killed', async () => {
  const group = await createRedisSentinel()
  servers = group
  await group.start()
  const [first] = group.nodes
  const sentinels = group.sentinels.map(({ url }) => url)
  const url = urlOf('redis+sentinel', sentinels, `/${group.masterName}`)
  await loseNothing(url, async () => first?.kill())
})
