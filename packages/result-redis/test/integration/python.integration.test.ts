import { readFile } from 'node:fs/promises'

import { sampleRecord } from '@arq/conformance'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { type Setup, setup } from './setup.js'

interface Sample {
  readonly job_id: string
  readonly redis_after: Readonly<Record<string, { readonly value?: string }>>
}

const MINUTE_MS = 60_000

/** What the Python library really wrote. */
const samplesFile = new URL('../fixtures/python-records.json', import.meta.url)

describe('records of the Python library', () => {
  let test: Setup
  let samples: Readonly<Record<string, Sample>>
  beforeAll(async () => {
    test = await setup({ layout: 'python' })
    samples = JSON.parse(await readFile(samplesFile, 'utf8')) as typeof samples
  })
  afterAll(() => test.dispose())

  /** Puts them where Python puts them. */
  const store = async (name: string): Promise<string> => {
    const { job_id: jobId, redis_after: keys } = samples[name]!
    const expiration = { type: 'EX', value: 86_398 } as const
    for (const [key, { value }] of Object.entries(keys)) {
      const ours = key.replace('rabbitmq_arq', test.prefix)
      if (value === undefined) await test.raw.sAdd(ours, jobId)
      else await test.raw.set(ours, value, { expiration })
    }
    return jobId
  }

  it('are read with everything that they say', async () => {
    const jobId = await store('normal')
    expect(await test.store.getStatus(jobId)).toBe('completed')
    expect(await test.store.get(jobId)).toMatchObject({
      jobId,
      status: 'completed',
      functionName: 'echo',
      args: [1, 'zwei', { drei: [3.5, null, true] }],
      kwargs: { name: '名前', n: 7 },
      queueName: 'wire',
      token: undefined,
      enqueueTime: undefined,
      retryCount: 0,
      durationMs: 0.512,
      startTime: '2026-11-22T01:34:57.336168+00:00',
      result: { job_id: jobId, job_try: 1 },
    })
  })

  it('that completed are final for our workers; failed may be between two tries, so it is run', async () => {
    const start = async (name: string) => {
      const record = sampleRecord({ jobId: await store(name), token: 't', status: 'in_progress' })
      return test.store.transition({ record, guard: 'start', ttlMs: MINUTE_MS })
    }
    expect(await start('normal')).toBe('final')
    expect(await start('error-non-retriable')).toBe('applied')
  })

  it('that wait are listed, and our workers take them over', async () => {
    const jobId = await store('retry-exhausted')
    const waiting = await test.store.listWaiting('wire', { limit: 10 })
    expect(waiting.map((record) => record.jobId)).toEqual([jobId])

    const started = sampleRecord({ jobId, queueName: 'wire', status: 'in_progress', token: 't' })
    expect(await test.store.transition({ record: started, guard: 'start', ttlMs: MINUTE_MS })).toBe(
      'applied',
    )
    expect(await test.store.getStatus(jobId)).toBe('in_progress')
  })

  it('are not replaced by a second job of the same id, and are deleted with their place in the set', async () => {
    const jobId = await store('normal')
    expect(await test.store.create(sampleRecord({ jobId }), { ttlMs: MINUTE_MS })).toBe('exists')
    expect(await test.store.delete(jobId)).toBe(true)
    expect(await test.raw.sIsMember(`${test.prefix}:queue:wire:results`, jobId)).toBe(0)
  })

  it('become ours, which still carry every name that Python reads', async () => {
    const jobId = await store('normal')
    const before: unknown = JSON.parse(
      samples['normal']!.redis_after[`rabbitmq_arq:result:${jobId}`]!.value!,
    )
    const record = await test.store.get(jobId)
    await test.store.delete(jobId)
    await test.store.transition({ record: record!, guard: 'own', ttlMs: MINUTE_MS })
    const after = await test.raw.get(`${test.prefix}:result:${jobId}`)
    expect(JSON.parse(after!)).toMatchObject(before as object)
  })
})
