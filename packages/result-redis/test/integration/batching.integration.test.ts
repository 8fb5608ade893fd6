import { sampleRecord } from '@arq/conformance'
import { createRedis, type RedisServer } from '@arq/tooling-services'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'

import { type Setup, setup } from './setup.js'

const ttlMs = 60_000

/** A Redis of its own: its command counters are ours alone. */
describe('writes of one turn of the event loop', () => {
  let server: RedisServer
  let test: Setup
  beforeAll(async () => {
    server = await createRedis()
    await server.start()
    test = await setup({ url: server.url })
    // The first call teaches Redis the script.
    await test.store.create(sampleRecord(), { ttlMs })
  })
  beforeEach(() => test.raw.configResetStat())
  afterAll(async () => {
    await test.dispose()
    await server.dispose()
  })

  const calls = async (command: string): Promise<number> => {
    const info = await test.raw.info('commandstats')
    const line = new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(info)
    return Number(line?.[1] ?? 0)
  }

  it('share one call, whatever they are', async () => {
    const records = Array.from({ length: 150 }, () => sampleRecord())
    const writes: Promise<unknown>[] = records.map((record) => test.store.create(record, { ttlMs }))
    writes.push(test.store.withdraw(records[0]!), test.store.delete(records[1]!.jobId))
    const [first, second, third] = await Promise.all(writes).then(() =>
      records.slice(0, 3).map(({ jobId }) => jobId),
    )
    expect(await calls('evalsha')).toBe(1)
    // In the order in which they were asked for.
    const found = await test.store.getMany([first!, second!, third!])
    expect([...found.keys()]).toEqual([third])
  })

  it('go in calls of at most 200 jobs', async () => {
    const writes = Array.from({ length: 401 }, () => test.store.create(sampleRecord(), { ttlMs }))
    await Promise.all(writes)
    expect(await calls('evalsha')).toBe(3)
  })

  it('go in calls of about a megabyte', async () => {
    const result = 'x'.repeat(400_000)
    const writes = Array.from({ length: 5 }, () =>
      test.store.transition({
        record: sampleRecord({ status: 'completed', token: 't', result }),
        guard: 'own',
        ttlMs,
      }),
    )
    expect(await Promise.all(writes)).toEqual(Array.from({ length: 5 }, () => 'applied'))
    expect(await calls('evalsha')).toBe(3)
  })

  it('publish the jobs that changed once, and nothing when none did', async () => {
    const record = sampleRecord()
    await Promise.all([
      test.store.create(record, { ttlMs }),
      test.store.create(sampleRecord(), { ttlMs }),
    ])
    expect(await calls('publish')).toBe(1)
    await test.store.create(record, { ttlMs })
    expect(await calls('publish')).toBe(1)
  })

  it('find their script again after it was flushed, without a caller noticing', async () => {
    await test.raw.scriptFlush()
    const write = () => test.store.create(sampleRecord(), { ttlMs })
    expect(await Promise.all([write(), write()])).toEqual(['created', 'created'])
    await write()
    expect(await calls('eval')).toBe(1)
  })

  it('are sent before the store closes, and none is taken after', async () => {
    const other = await setup({ url: server.url })
    const record = sampleRecord()
    const created = other.store.create(record, { ttlMs })
    await other.store.close()
    expect(await created).toBe('created')
    expect(await other.raw.exists(`${other.prefix}:result:${record.jobId}`)).toBe(1)
    await expect(other.store.create(record, { ttlMs })).rejects.toMatchObject({
      code: 'ARQ_CLOSED',
    })
    await other.dispose()
  })

  it('and reads never use KEYS or SCAN', async () => {
    await test.store.listWaiting('default', { limit: 10 })
    const stats = await test.store.stats()
    expect(await calls('keys')).toBe(0)
    expect(await calls('scan')).toBe(0)
    expect(stats).toMatchObject({
      storeType: 'redis',
      successRate: expect.any(Number),
      totalStored: expect.any(Number),
      details: { redisVersion: expect.any(String), keysInDatabase: expect.any(Number) },
    })
  })
})
