import { createRedisSentinel, type RedisSentinelServer, until } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { RedisResultStore } from '../../src/index.js'
import { conformanceOn, urlOf } from '../integration/conformance.js'
import { freshPrefix, openRawClient } from '../integration/setup.js'
import { writeUnderLoad } from './writes-under-load.js'

let group: RedisSentinelServer
const url = (): string =>
  urlOf(
    'redis+sentinel',
    group.sentinels.map((sentinel) => sentinel.url),
    `/${group.masterName}`,
  )

beforeAll(async () => {
  // A frozen master is no reason for a failover in the suite of the contract.
  group = await createRedisSentinel()
  await group.start()
})
afterAll(() => group.dispose())

const masterOf = async () => {
  for (const node of group.nodes) {
    if (node.pid === undefined) continue
    const raw = await openRawClient(node.url)
    const info = await raw.info('replication')
    await raw.close()
    if (info.includes('role:master')) return node
  }
  throw new Error('there is no master')
}

describe('Redis under Sentinel', () => {
  conformanceOn({
    settings: () => ({ url: url() }),
    processes: () => [...group.nodes, ...group.sentinels],
  })

  it('goes on at the replica that takes over when the master is killed under load', async () => {
    await group.settled()
    const store = new RedisResultStore({ url: url(), keyPrefix: freshPrefix() })
    await store.connect()
    const master = await masterOf()
    const { records, refused, unexpected } = await writeUnderLoad({
      store,
      count: 4000,
      fail: () => master.kill(),
    })
    expect(unexpected).toEqual([])
    expect(refused).toBeGreaterThan(0)
    const found = await store.getMany(records.map(({ jobId }) => jobId))
    expect(records.filter(({ jobId }) => found.get(jobId)?.status !== 'completed')).toEqual([])
    await store.close()
    await master.restart()
  })

  it('goes on at the replica that takes over when somebody orders it under load', async () => {
    await group.settled()
    const store = new RedisResultStore({ url: url(), keyPrefix: freshPrefix() })
    await store.connect()
    const before = store.incarnation
    const { unexpected } = await writeUnderLoad({
      store,
      count: 4000,
      fail: async () => {
        const sentinel = await openRawClient(group.sentinels[0]!.url)
        await sentinel.sendCommand(['SENTINEL', 'FAILOVER', group.masterName])
        await sentinel.close()
        const isOther = async (): Promise<boolean> => {
          await store.getStatus('x').catch(() => undefined)
          return store.incarnation !== before
        }
        await until(isOther, { what: 'another master', withinMs: 60_000 })
      },
    })
    expect(unexpected).toEqual([])
    // Sentinel lets the old primary take writes for some moments after another was made one: those are lost.
    const after = await writeUnderLoad({ store, count: 100, fail: () => Promise.resolve() })
    expect(after.unexpected).toEqual([])
    const found = await store.getMany(after.records.map(({ jobId }) => jobId))
    expect(found.size).toBe(100)
    await store.close()
  })

  it('says so when the sentinels know no such primary, or none answers', async () => {
    const wrong = new RedisResultStore({
      url: url().replace(`/${group.masterName}`, '/other'),
      degradeOnFailure: false,
    })
    await expect(wrong.connect()).rejects.toMatchObject({
      code: 'ARQ_STORE_CONNECTION',
      message: expect.stringContaining('know no primary named other'),
    })
    const nobody = new RedisResultStore({
      url: 'redis+sentinel://127.0.0.1:1,127.0.0.1:2/arq',
      degradeOnFailure: false,
    })
    await expect(nobody.connect()).rejects.toMatchObject({
      code: 'ARQ_STORE_CONNECTION',
      message: expect.stringContaining('no sentinel answers: connect ECONNREFUSED'),
    })
  })
})
