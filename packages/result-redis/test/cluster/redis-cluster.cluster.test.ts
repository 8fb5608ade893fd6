import { sampleRecord, untilHeard } from '@arq/conformance'
import { createRedisCluster, type RedisClusterServer, until } from '@arq/tooling-services'
import { afterEach, describe, expect, it } from '@jest/globals'

import { RedisResultStore } from '../../src/index.js'
import { urlOf } from '../integration/conformance.js'
import { freshPrefix, openRawClient } from '../integration/setup.js'
import { writeUnderLoad } from './writes-under-load.js'

let cluster: RedisClusterServer | undefined
afterEach(() => cluster?.dispose())

const start = async (): Promise<RedisClusterServer> => {
  cluster = await createRedisCluster()
  await cluster.start()
  return cluster
}

/** The URL of the master that has this key, or of one that has not. */
async function masterOf(
  { urls }: RedisClusterServer,
  key: string,
  hasKey: boolean,
): Promise<string> {
  for (const url of urls.slice(0, 3)) {
    const raw = await openRawClient(url)
    const isThere = await raw.exists(key).then(
      () => true,
      () => false,
    )
    await raw.close()
    if (isThere === hasKey) return url
  }
  throw new Error('no master answers')
}

describe('a cluster of six', () => {
  it('whose master is killed under load: its replica takes over, nothing is lost', async () => {
    const servers = await start()
    const url = urlOf('redis+cluster', servers.urls)
    const store = new RedisResultStore({ url, keyPrefix: freshPrefix(), commandTimeout: '2s' })
    await store.connect()
    const before = store.incarnation
    const { records, refused, unexpected } = await writeUnderLoad({
      store,
      count: 6000,
      fail: async () => {
        await servers.nodes[0]!.kill()
        await servers.settled()
      },
    })
    expect(unexpected).toEqual([])
    expect(refused).toBeGreaterThan(0)
    const found = await store.getMany(records.map(({ jobId }) => jobId))
    expect(records.filter(({ jobId }) => found.get(jobId)?.status !== 'completed')).toEqual([])
    expect(await store.listWaiting('load', { limit: 10 })).toEqual([])
    expect(await store.healthCheck()).toMatchObject({ isHealthy: true })
    expect(store.incarnation).not.toBe(before)
    // It comes back as a replica; nobody is sent there.
    await servers.nodes[0]!.restart()
    expect((await store.getMany(records.map(({ jobId }) => jobId))).size).toBe(6000)
    await store.close()
  })

  it('whose master is silent: its replica takes over, nothing is stuck', async () => {
    const servers = await start()
    const url = urlOf('redis+cluster', servers.urls)
    const store = new RedisResultStore({ url, keyPrefix: freshPrefix(), commandTimeout: '1s' })
    await store.connect()
    const { records, unexpected } = await writeUnderLoad({
      store,
      count: 3000,
      fail: async () => servers.nodes[1]!.pause(),
    })
    expect(unexpected).toEqual([])
    const found = await store.getMany(records.map(({ jobId }) => jobId))
    expect(records.filter(({ jobId }) => found.get(jobId)?.status !== 'completed')).toEqual([])
    servers.nodes[1]!.resume()
    await store.close()
  })

  it.each([
    ['that has the set of the queue', true],
    ['that has only records', false],
  ])(
    'of which a node is out of memory, %s: it is said, and all is written when there is room',
    async (_which, hasSet) => {
      const servers = await start()
      const url = urlOf('redis+cluster', servers.urls)
      const keyPrefix = freshPrefix()
      const store = new RedisResultStore({ url, keyPrefix, commandTimeout: '2s' })
      await store.connect()
      const raw = await openRawClient(
        await masterOf(servers, `${keyPrefix}:queue:load:waiting`, hasSet),
      )
      const { records, reasons, unexpected } = await writeUnderLoad({
        store,
        count: 3000,
        fail: async (refused) => {
          await raw.configSet({ maxmemory: '1', 'maxmemory-policy': 'noeviction' })
          await refused
          // Its server answers, only not to writes: what was written before is read.
          expect(await store.healthCheck()).toMatchObject({ isHealthy: true })
          const ends = await Promise.allSettled(
            Array.from({ length: 60 }, () => {
              const record = sampleRecord({ status: 'completed', token: 't', queueName: 'load' })
              return store.transition({ record, guard: 'uncontested', ttlMs: 60_000 })
            }),
          )
          // A third of the jobs is its own; the ends of others are written.
          const written = ends.filter(({ status }) => status === 'fulfilled')
          expect(written.length).toBeGreaterThan(15)
          expect(written.length).toBeLessThan(60)
          await raw.configSet('maxmemory', '0')
        },
      })
      expect(unexpected).toEqual([])
      expect([...reasons]).toEqual([
        ['ARQ_STORE_UNAVAILABLE', expect.stringMatching(/OOM .*maxmemory/)],
      ])
      const found = await store.getMany(records.map(({ jobId }) => jobId))
      expect(records.filter(({ jobId }) => found.get(jobId)?.status !== 'completed')).toEqual([])
      expect(await store.listWaiting('load', { limit: 10 })).toEqual([])
      await raw.close()
      await store.close()
    },
  )

  it('whose master hands over to its replica under load: it is found, nothing is lost', async () => {
    const servers = await start()
    const url = urlOf('redis+cluster', servers.urls)
    const store = new RedisResultStore({ url, keyPrefix: freshPrefix(), commandTimeout: '2s' })
    await store.connect()
    const { records, unexpected } = await writeUnderLoad({
      store,
      count: 6000,
      fail: async () => {
        for (const node of servers.nodes.slice(3)) {
          const replica = await openRawClient(node.url)
          await replica.sendCommand(['CLUSTER', 'FAILOVER'])
          const isMaster = async () => (await replica.info('replication')).includes('role:master')
          await until(isMaster, { what: 'a replica that is master', withinMs: 60_000 })
          await replica.close()
        }
        await servers.settled()
      },
    })
    expect(unexpected).toEqual([])
    const found = await store.getMany(records.map(({ jobId }) => jobId))
    expect(records.filter(({ jobId }) => found.get(jobId)?.status !== 'completed')).toEqual([])
    expect(await store.listWaiting('load', { limit: 10 })).toEqual([])
    await store.close()
  })

  it('tells listeners again when the node that they listened at is gone', async () => {
    const servers = await start()
    const url = urlOf('redis+cluster', servers.urls)
    const store = new RedisResultStore({ url, keyPrefix: freshPrefix() })
    await store.connect()
    const heard = new Set<string>()
    const release = await store.subscribe((jobId) => heard.add(jobId))
    await untilHeard(store, heard)
    // One master after the other, each back before the next: one of them was the node.
    for (const node of servers.nodes.slice(0, 3)) {
      await node.kill()
      await servers.settled()
      await untilHeard(store, heard)
      await node.restart()
    }
    await release()
    await store.close()
  })
})
