import { sampleRecord } from '@arq/conformance'
import { encodeJobRecord, encodeTransition, type JobRecord } from '@arq/core'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { createRedisCluster, type RedisClusterServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { keySlot } from '../../src/cluster/key-slot.js'
import { RedisResultStore, type RedisResultStoreSettings } from '../../src/index.js'
import { conformanceOn, urlOf } from './conformance.js'
import { freshPrefix, openRawClient } from './setup.js'

const ttlMs = 60_000

let cluster: RedisClusterServer
const clusterUrl = (): string => urlOf('redis+cluster', cluster.urls.slice(0, 2))

beforeAll(async () => {
  cluster = await createRedisCluster()
  await cluster.start()
})
afterAll(() => cluster.dispose())

/** In short: what is of the cluster alone, below. The contract is proved on one server, by the same code. */
const describeInFull = isFullRun ? describe : describe.skip

describeInFull('Redis Cluster', () => {
  conformanceOn({ settings: () => ({ url: clusterUrl() }), processes: () => cluster.nodes })
})

describe('a store in a cluster', () => {
  const stores: RedisResultStore[] = []
  const raws: Awaited<ReturnType<typeof openRawClient>>[] = []
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()))
    await Promise.all(raws.splice(0).map((raw) => raw.close()))
  })

  const openStore = async (settings: RedisResultStoreSettings = {}) => {
    const keyPrefix = freshPrefix()
    const store = new RedisResultStore({ url: clusterUrl(), keyPrefix, ...settings })
    stores.push(store)
    await store.connect()
    return { store, keyPrefix }
  }
  /** A client for each master, to look at and to move what the store has written. */
  const masters = async () => {
    const opened = await Promise.all(cluster.urls.slice(0, 3).map((url) => openRawClient(url)))
    raws.push(...opened)
    return opened as [(typeof opened)[0], (typeof opened)[0], (typeof opened)[0]]
  }
  const ended = (jobId: string, more: Partial<JobRecord> = {}) =>
    encodeTransition({
      record: sampleRecord({ jobId, status: 'completed', token: jobId, result: 3, ...more }),
      guard: 'uncontested',
      ttlMs,
    })

  it('writes the keys of many jobs on all masters, one key each, and reads them again', async () => {
    const { store, keyPrefix } = await openStore()
    const ids = Array.from({ length: 400 }, (_, index) => `job-${String(index)}`)
    const outcomes = await store.transitionMany(ids.map((id) => ended(id)))
    expect(new Set(outcomes)).toEqual(new Set(['applied']))
    const found = await store.getMany(ids)
    expect(found.size).toBe(400)
    const counts = await Promise.all(
      (await masters()).map(async (raw) => (await raw.keys(`${keyPrefix}:*`)).length),
    )
    expect(counts.reduce((sum, count) => sum + count)).toBe(400)
    for (const count of counts) expect(count).toBeGreaterThan(50)
  })

  it('ends jobs without a record by plain writes, and asks its script where something stands', async () => {
    const { store } = await openStore()
    const raw = await masters()
    const countCalls = async (command: string): Promise<number> => {
      const infos = await Promise.all(raw.map((each) => each.info('commandstats')))
      const calls = infos.map(
        (info) => new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(info)?.[1],
      )
      return calls.reduce((sum, count) => sum + Number(count ?? 0), 0)
    }
    await Promise.all(raw.map((each) => each.configResetStat()))
    const ids = Array.from({ length: 30 }, (_, index) => `plain-${String(index)}`)
    await store.transitionMany(ids.map((id) => ended(id)))
    expect([await countCalls('evalsha'), await countCalls('set')]).toEqual([0, 30])
    const second = await store.transitionMany(ids.map((id) => ended(id, { token: 'other' })))
    expect(new Set(second)).toEqual(new Set(['final']))
    expect(await countCalls('evalsha')).toBeGreaterThanOrEqual(30)
  })

  it('keeps writes of one job in the order of the calls', async () => {
    const { store } = await openStore()
    const record = sampleRecord()
    const started = { ...record, status: 'in_progress', token: 't' } as const
    const outcomes = await Promise.all([
      store.create(record, { ttlMs }),
      store.create(record, { ttlMs }),
      store.transition({ record: started, guard: 'start', ttlMs }),
      store.transition({ record: { ...started, status: 'completed' }, guard: 'end', ttlMs }),
      store.delete(record.jobId),
      store.create(record, { ttlMs }),
    ])
    expect(outcomes).toEqual(['created', 'exists', 'applied', 'applied', true, 'created'])
    expect(await store.listWaiting(record.queueName, { limit: 5 })).toHaveLength(1)
  })

  it('goes on while slots move, key by key, and when they have moved', async () => {
    const { store, keyPrefix } = await openStore()
    const [from, to] = await masters()
    const [fromId, toId] = [
      await from.sendCommand(['CLUSTER', 'MYID']),
      await to.sendCommand(['CLUSTER', 'MYID']),
    ].map(String)
    const slotOf = (id: string): number => keySlot(`${keyPrefix}:result:${id}`)
    // Of jobs on the first master: some that have a record, some that have none, all of one slot each.
    const ids = Array.from({ length: 3000 }, (_, index) => `m-${String(index)}`)
      .filter((id) => slotOf(id) < 5461)
      .slice(0, 40)
    const [standing, fresh] = [ids.slice(0, 20), ids.slice(20)]
    const records = new Map(
      standing.map((jobId) => [jobId, sampleRecord({ jobId, queueName: 'moves' })]),
    )
    for (const record of records.values()) await store.create(record, { ttlMs })
    const { host, port } = { host: '127.0.0.1', port: new URL(cluster.urls[1]!).port }
    for (const slot of new Set(ids.map(slotOf))) {
      await to.sendCommand(['CLUSTER', 'SETSLOT', String(slot), 'IMPORTING', fromId!])
      await from.sendCommand(['CLUSTER', 'SETSLOT', String(slot), 'MIGRATING', toId!])
    }
    const migrate = (key: string) => from.sendCommand(['MIGRATE', host, port, key, '0', '5000'])
    // Half of what stands is there already.
    for (const id of standing.slice(0, 10)) await migrate(`${keyPrefix}:result:${id}`)

    const begun = (id: string) => ({
      record: { ...records.get(id)!, status: 'in_progress', token: id } as const,
      guard: 'start' as const,
      ttlMs,
    })
    expect(await Promise.all(standing.map((id) => store.transition(begun(id))))).toEqual(
      standing.map(() => 'applied'),
    )
    expect(await store.transitionMany(fresh.map((id) => ended(id)))).toEqual(
      fresh.map(() => 'applied'),
    )
    expect(await store.getMany(ids)).toHaveProperty('size', 40)

    for (const slot of new Set(ids.map(slotOf))) {
      // Also what others have left there.
      const left = await from.sendCommand(['CLUSTER', 'GETKEYSINSLOT', String(slot), '1000'])
      for (const key of Array.isArray(left) ? left.map(String) : []) await migrate(key)
      for (const node of [to, from]) {
        await node.sendCommand(['CLUSTER', 'SETSLOT', String(slot), 'NODE', toId!])
      }
    }
    const ends = await store.transitionMany(ids.map((id) => ended(id, { queueName: 'moves' })))
    expect(new Set(ends)).toEqual(new Set(['applied']))
    for (const id of ids) expect(await store.getStatus(id)).toBe('completed')
    expect(await store.listWaiting('moves', { limit: 100 })).toEqual([])
  })

  it('finds its script at each node again after it was flushed', async () => {
    const { store } = await openStore()
    await Promise.all((await masters()).map((raw) => raw.scriptFlush()))
    const records = Array.from({ length: 50 }, () => sampleRecord())
    const created = await Promise.all(records.map((record) => store.create(record, { ttlMs })))
    expect(new Set(created)).toEqual(new Set(['created']))
  })

  it('never lets the set of a queue outgrow its limit, and drops ended jobs first', async () => {
    const { store, keyPrefix } = await openStore({ maxIdsPerQueue: 20 })
    const gone = Array.from({ length: 15 }, () => sampleRecord({ queueName: 'full' }))
    for (const record of gone) await store.create(record, { ttlMs })
    const raw = await masters()
    const onAll = async <T>(ask: (client: (typeof raw)[0]) => Promise<T>): Promise<T[]> =>
      (await Promise.allSettled(raw.map(ask))).flatMap((each) =>
        each.status === 'fulfilled' ? [each.value] : [],
      )
    for (const { jobId } of gone)
      await onAll((client) => client.del(`${keyPrefix}:result:${jobId}`))
    const kept = Array.from({ length: 15 }, () => sampleRecord({ queueName: 'full' }))
    for (const record of kept) await store.create(record, { ttlMs })
    const [size] = await onAll((client) => client.sCard(`${keyPrefix}:queue:full:waiting`))
    expect(size).toBeLessThanOrEqual(20)
    expect(await store.listWaiting('full', { limit: 100 })).toHaveLength(15)
  })

  it('takes back the announcement of a job that had ended before it came', async () => {
    const { store } = await openStore()
    const record = sampleRecord({ queueName: 'late' })
    const end = {
      record: { ...record, status: 'completed', token: 't' } as const,
      guard: 'end' as const,
    }
    await store.transition({ ...end, ttlMs: 0, isAnnounced: true })
    const { jobId, queueName, enqueueTime } = record
    const announced = { jobId, queueName, enqueueTime, text: encodeJobRecord(record), ttlMs }
    expect(await store.announce([announced as never])).toEqual(['exists'])
    expect(await store.get(jobId)).toBeUndefined()
    expect(await store.listWaiting('late', { limit: 5 })).toEqual([])
  })

  it('tells figures of all its masters, and another incarnation when they are others', async () => {
    const { store } = await openStore()
    expect(await store.stats()).toMatchObject({
      storeType: 'redis',
      details: { nodes: 3, keysInDatabase: expect.any(Number), evictionPolicy: 'noeviction' },
    })
    expect(store.incarnation?.split(' ')).toHaveLength(3)
    expect(await store.inspectStore()).toEqual({
      layout: 'lean',
      hasOtherLayout: false,
      missingRights: [],
    })
  })
})

describe('a URL that does not say what is there', () => {
  it('is refused with the one that does: one node of a cluster', async () => {
    const store = new RedisResultStore({ url: cluster.url })
    await expect(store.connect()).rejects.toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
      message: expect.stringContaining(`redis+cluster://${new URL(cluster.url).host}`),
    })
  })

  it('is refused with the one that does: a cluster where there is none', async () => {
    const url = process.env['ARQ_TEST_REDIS_URL']!.replace('redis:', 'redis+cluster:')
    const store = new RedisResultStore({ url })
    await expect(store.connect()).rejects.toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
      message: expect.stringContaining('redis://'),
    })
  })
})
