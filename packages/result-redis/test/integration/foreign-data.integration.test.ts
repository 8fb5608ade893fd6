import { sampleRecord } from '@arq/conformance'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { type Setup, setup } from './setup.js'

const ttlMs = 60_000

describe.each([
  ['lean', 'waiting'],
  ['python', 'results'],
] as const)('foreign values under our keys, layout %s', (layout, setName) => {
  let test: Setup
  beforeAll(async () => {
    test = await setup({ layout })
  })
  afterAll(() => test.dispose())

  const finished = (jobId: string, queueName = 'default') => ({
    record: sampleRecord({ jobId, queueName, status: 'completed', token: 't' }),
    guard: 'own' as const,
    ttlMs,
  })

  it.each([
    ['text', 'not json'],
    ['a list', '[1,2]'],
    ['a number', '7'],
    ['null', 'null'],
    ['an object', '{"hello":"world"}'],
    ['a record of no known status', '{"job_id":"x","function_name":"f","status":"sleeping"}'],
    ['an unknown status behind our head', '{"attempt_token":"","enqueue_time":"","status":"s"}'],
    ['half a head', '{"attempt_token":"'],
  ])('reject reads and writes of that job: %s', async (_, text) => {
    const jobId = `foreign ${text}`
    const key = `${test.prefix}:result:${jobId}`
    await test.raw.set(key, text)
    await test.raw.set(`${test.prefix}:status:${jobId}`, text)
    const error = {
      code: 'ARQ_STORE_DATA',
      name: 'ResultStoreSerializationError',
      message: expect.stringContaining(`${test.prefix}:`),
    }
    await expect(test.store.get(jobId)).rejects.toMatchObject(error)
    await expect(test.store.getMany([jobId])).rejects.toMatchObject(error)
    await expect(test.store.getStatus(jobId)).rejects.toMatchObject(error)
    await expect(test.store.transition(finished(jobId))).rejects.toMatchObject(error)
    await expect(test.store.withdraw(sampleRecord({ jobId }))).rejects.toMatchObject(error)
    expect(await test.raw.get(key)).toBe(text)
    expect(await test.store.delete(jobId)).toBe(true)
  })

  it('that are records in somebody else’s layout are not counted in, and stay as they are', async () => {
    const key = `${test.prefix}:result:indented`
    const text = '\n{"job_id":"indented","function_name":"f","status":"completed"}'
    await test.raw.set(key, text, { expiration: { type: 'PX', value: ttlMs } })
    const record = sampleRecord({ jobId: 'indented', status: 'in_progress', token: 'late' })
    expect(await test.store.transition({ record, guard: 'start', ttlMs })).toBe('final')
    expect(await test.raw.get(key)).toBe(text)
  })

  it('of another type reject reads and writes of that job, and can be deleted', async () => {
    await test.raw.hSet(`${test.prefix}:result:hash`, 'a', '1')
    await test.raw.hSet(`${test.prefix}:status:hash`, 'a', '1')
    const error = { code: 'ARQ_STORE_DATA', message: expect.stringContaining('WRONGTYPE') }
    await expect(test.store.get('hash')).rejects.toMatchObject(error)
    await expect(test.store.getStatus('hash')).rejects.toMatchObject(error)
    await expect(test.store.transition(finished('hash'))).rejects.toMatchObject(error)
    expect(await test.store.delete('hash')).toBe(true)
  })

  it('in place of a queue’s set reject writes of that queue, and leave no half of one behind', async () => {
    await test.raw.set(`${test.prefix}:queue:taken:${setName}`, 'text')
    const error = { code: 'ARQ_STORE_DATA', message: expect.stringContaining('WRONGTYPE') }
    const record = sampleRecord({ jobId: 'in taken', queueName: 'taken' })
    await expect(test.store.create(record, { ttlMs })).rejects.toMatchObject(error)
    await expect(test.store.listWaiting('taken', { limit: 1 })).rejects.toMatchObject(error)
    expect(await test.raw.exists(`${test.prefix}:result:in taken`)).toBe(0)
    expect(await test.raw.exists(`${test.prefix}:status:in taken`)).toBe(0)
  })

  it('in place of the stopped jobs reject tombstones, and leave no half of one behind', async () => {
    await test.raw.set(`${test.prefix}:stopped`, 'text')
    const error = { code: 'ARQ_STORE_DATA', message: expect.stringContaining('WRONGTYPE') }
    const record = sampleRecord({ jobId: 'stopped', status: 'aborted' })
    await expect(test.store.create(record, { ttlMs })).rejects.toMatchObject(error)
    await expect(test.store.stoppedJobs()).rejects.toMatchObject(error)
    expect(await test.raw.exists(`${test.prefix}:result:stopped`)).toBe(0)
    await test.raw.del(`${test.prefix}:stopped`)
  })

  it('do not disturb the other writes of the same turn', async () => {
    await test.raw.set(`${test.prefix}:result:bad`, 'garbage')
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    const unstorable = sampleRecord({ jobId: 'circular', status: 'completed', result: circular })

    const outcomes = await Promise.allSettled([
      test.store.transition(finished('good 1')),
      test.store.transition(finished('bad')),
      test.store.transition({ record: unstorable, guard: 'own', ttlMs }),
      test.store.transition({ ...finished('out of range'), ttlMs: 1e30 }),
      test.store.transition(finished('good 2')),
    ])

    expect(outcomes).toMatchObject([
      { value: 'applied' },
      { reason: { code: 'ARQ_STORE_DATA' } },
      { reason: { code: 'ARQ_ENCODE_FAILED', message: expect.stringContaining('circular') } },
      { reason: { code: 'ARQ_STORE_FAILED', message: expect.stringContaining('out of range') } },
      { value: 'applied' },
    ])
    expect(await test.store.getStatus('good 2')).toBe('completed')
    expect(await test.raw.exists(`${test.prefix}:status:out of range`)).toBe(0)
  })
})
