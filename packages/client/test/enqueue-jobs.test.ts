import { type AnyJobSpec, EnqueueJobsError, Job } from '@arq/client'
import { defineTexts, localizedMessage, PublishNotConfirmed, task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'
import * as v from 'valibot'

import { rejection, setup, stateOf, TinyWorker } from './setup.js'

const add = task('add', async (_ctx, a: number, b: number) => a + b)
const mail = task({
  name: 'mail',
  params: ['to', 'subject'],
  run: async (_ctx, to: string, subject: string) => to + subject,
})
const texts = defineTexts({ fault: { en: 'queue is full', 'zh-CN': '队列已满' } })
const nacked = () =>
  new PublishNotConfirmed({ code: 'ARQ_PUBLISH_NACKED', text: texts.fault(), scope: 'message' })

describe('enqueueJobs', () => {
  it('gives a job for each spec in order, and null where the id exists', async () => {
    const { client, transport } = await setup()
    const jobs = await client.enqueueJobs([
      { function: add, args: [1, 2] },
      { function: 'named', args: { a: 1 }, jobId: 'one' },
      { function: mail, args: ['a'], kwargs: { subject: 'b' }, queueName: 'mails' },
      { function: 'other', jobId: 'one' },
    ])
    expect(jobs.map((job) => job?.queueName)).toEqual(['default', 'default', 'mails', undefined])
    const bodies = transport.published.map(
      ({ body }) => JSON.parse(Buffer.from(body).toString()) as unknown,
    )
    // A unique one waits for its claim, so it may leave after the others.
    expect(bodies).toHaveLength(3)
    expect(bodies).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ function: 'add', args: [1, 2], kwargs: {} }),
        expect.objectContaining({ function: 'named', args: [], kwargs: { a: 1 }, job_id: 'one' }),
        expect.objectContaining({ function: 'mail', args: ['a'], kwargs: { subject: 'b' } }),
      ]),
    )
  })

  it('gives nothing for nothing', async () => {
    const { client } = await setup()
    expect(await client.enqueueJobs([])).toEqual([])
  })

  it('sends all before it waits for the first confirm', async () => {
    const { client, transport, clock } = await setup()
    let confirm = () => {}
    const confirmed = new Promise<void>((resolve) => (confirm = resolve))
    transport.onPublish = () => confirmed
    const enqueuing = client.enqueueJobs(Array.from({ length: 50 }, () => ({ function: 'f' })))
    expect(await stateOf(enqueuing, clock)).toBe('pending')
    expect(transport.published).toHaveLength(50)
    confirm()
    expect(await enqueuing).toHaveLength(50)
  })

  it('keeps the order of the specs in the queue', async () => {
    const bench = await setup()
    const seen: unknown[] = []
    await bench.client.enqueueJobs(
      Array.from({ length: 20 }, (_, i) => ({ function: 'f', args: [i] })),
    )
    await TinyWorker.start(bench, { run: ({ message }) => seen.push(message.args[0]) })
    await bench.clock.advance(0)
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => i))
  })

  it.each<[string, AnyJobSpec, string, RegExp]>([
    ['an option', { function: 'f', deferBy: -1 }, 'ARQ_CONFIG_INVALID', /specs\[1\]\.deferBy/],
    [
      'a typo',
      { function: 'f', deferby: 1 } as AnyJobSpec,
      'ARQ_CONFIG_INVALID',
      /specs\[1\]\.deferby: unknown key; did you mean deferBy/,
    ],
    ['a function', { function: '' }, 'ARQ_CONFIG_INVALID', /specs\[1\]\.function/],
    [
      'an argument that JSON cannot carry',
      { function: 'f', args: [1n] },
      'ARQ_ENCODE_FAILED',
      /Job 1 of the batch: .*args\[0\] is a BigInt/,
    ],
    [
      'an argument the schema refuses',
      {
        function: task({ name: 's', input: v.object({ n: v.number() }), run: () => 1 }),
        args: { n: 'x' },
      },
      'ARQ_INVALID_ARGUMENTS',
      /specs\[1\]\.n/,
    ],
    [
      'an argument given twice',
      { function: mail, args: ['a'], kwargs: { to: 'b' } },
      'ARQ_INVALID_ARGUMENTS',
      /specs\[1\]\.to: given twice/,
    ],
    [
      'named arguments given twice',
      { function: 'f', args: { a: 1 }, kwargs: { b: 1 } },
      'ARQ_INVALID_ARGUMENTS',
      /specs\[1\]\.kwargs/,
    ],
    [
      'kwargs that are a list',
      { function: 'f', kwargs: [] as never },
      'ARQ_INVALID_ARGUMENTS',
      /specs\[1\]\.kwargs/,
    ],
  ])('sends nothing when %s of one spec is wrong, and says which', async (_w, bad, code, words) => {
    const { client, transport } = await setup()
    const specs: AnyJobSpec[] = [{ function: add, args: [1, 2] }, bad]
    const error = await rejection(client.enqueueJobs(specs))
    expect(error).toMatchObject({ code })
    expect(error['message']).toMatch(words)
    expect(transport.published).toHaveLength(0)
  })

  it('says of each job what became of it when some are not confirmed', async () => {
    const { client, transport } = await setup()
    let count = 0
    transport.onPublish = () => ((count += 1) === 2 ? Promise.reject(nacked()) : undefined)
    const error = await client
      .enqueueJobs([
        { function: 'a', jobId: 'a' },
        { function: 'b', jobId: 'b' },
        { function: 'a', jobId: 'a' },
      ])
      .catch((caught: unknown) => caught as EnqueueJobsError)
    if (!(error instanceof EnqueueJobsError)) throw new Error('it did not reject')
    expect(error.code).toBe('ARQ_ENQUEUE_INCOMPLETE')
    expect(error.message).toMatch(/^1 of 3 jobs were not enqueued.*First error: queue is full/)
    expect(localizedMessage(error, 'zh-CN')).toMatch(/^3 个任务中有 1 个未能入队/)
    const [a, b, again] = error.results
    expect(a).toMatchObject({ status: 'enqueued' })
    expect(a?.status === 'enqueued' && a.job).toBeInstanceOf(Job)
    expect(b).toMatchObject({ status: 'failed', error: { code: 'ARQ_PUBLISH_NACKED' } })
    expect(again).toEqual({ status: 'exists' })
  })
})

describe('enqueueJobStream', () => {
  const specs = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ function: 'f', args: [i] }))

  it.each([
    ['an iterable', () => specs(5)],
    [
      'an async iterable',
      async function* () {
        yield* specs(5)
      },
    ],
  ])('gives the jobs of %s in order', async (_words, source) => {
    const { client, transport } = await setup()
    const ids: string[] = []
    for await (const job of client.enqueueJobStream(source(), { windowSize: 2 })) ids.push(job.id)
    expect(transport.published.map(({ correlationId }) => correlationId)).toEqual(ids)
    expect(ids).toHaveLength(5)
  })

  it('sends the second half of a window while the first is not confirmed, and takes no more until its jobs are taken', async () => {
    const { client, transport, clock } = await setup()
    let taken = 0
    function* source() {
      for (const spec of specs(100)) {
        taken += 1
        yield spec
      }
    }
    let confirm = () => {}
    const confirmed = new Promise<void>((resolve) => (confirm = resolve))
    transport.onPublish = () => confirmed
    const jobs = client.enqueueJobStream(source(), { windowSize: 10 })
    const first = jobs.next()
    expect(await stateOf(first, clock)).toBe('pending')
    expect([taken, transport.published.length]).toEqual([10, 10])
    confirm()
    await first
    for (let i = 1; i < 5; i += 1) await jobs.next()
    expect(taken).toBe(10)
    await jobs.next()
    expect(taken).toBe(15)
  })

  it('holds one job at a time where the window is one', async () => {
    const { client, transport } = await setup()
    let given = 0
    for await (const _job of client.enqueueJobStream(specs(3), { windowSize: 1 })) {
      given += 1
      expect(transport.published).toHaveLength(given)
    }
    expect(given).toBe(3)
  })

  it('ends the source when the consumer has had enough', async () => {
    const { client, transport } = await setup()
    let isEnded = false
    async function* source() {
      try {
        for (;;) yield* specs(10)
      } finally {
        isEnded = true
      }
    }
    for await (const job of client.enqueueJobStream(source(), { windowSize: 4 })) {
      expect(job).toBeInstanceOf(Job)
      break
    }
    expect(isEnded).toBe(true)
    expect(transport.published).toHaveLength(4)
  })

  it('sends what came before the source failed, then throws the source’s error', async () => {
    const { client, transport } = await setup()
    function* source() {
      yield* specs(3)
      throw new Error('source broke')
    }
    const jobs: unknown[] = []
    const consume = async () => {
      for await (const job of client.enqueueJobStream(source(), { windowSize: 2 })) jobs.push(job)
    }
    await expect(consume()).rejects.toThrow('source broke')
    expect(jobs).toHaveLength(3)
    expect(transport.published).toHaveLength(3)
  })

  it('checks a half before it sends it, gives what came before, names the place in the whole, and ends the source', async () => {
    const { client, transport } = await setup()
    let isEnded = false
    function* source() {
      try {
        yield* specs(3)
        yield { function: 'f', args: [NaN] }
        yield* specs(3)
      } finally {
        isEnded = true
      }
    }
    let given = 0
    const consume = async () => {
      for await (const _job of client.enqueueJobStream(source(), { windowSize: 4 })) given += 1
    }
    await expect(consume()).rejects.toThrow(/Job 3 of the batch: .*args\[0\] is NaN/)
    expect([given, transport.published.length]).toEqual([2, 2])
    expect(isEnded).toBe(true)
  })

  it('throws EnqueueJobsError for a window that was not confirmed', async () => {
    const { client, transport } = await setup()
    transport.onPublish = () => Promise.reject(nacked())
    const jobs = client.enqueueJobStream(specs(3))
    await expect(jobs.next()).rejects.toThrow(/3 of 3 jobs were not enqueued/)
  })

  it('tells of all that was sent and not given when a half was not confirmed, and sends no more', async () => {
    const { client, transport } = await setup()
    transport.onPublish = () =>
      transport.published.length === 4 ? Promise.reject(nacked()) : Promise.resolve()
    const given: unknown[] = []
    const consume = async () => {
      for await (const job of client.enqueueJobStream(specs(20), { windowSize: 4 })) given.push(job)
    }
    const error = await rejection(consume())
    expect(given).toHaveLength(2)
    expect(error).toMatchObject({
      code: 'ARQ_ENQUEUE_INCOMPLETE',
      results: ['enqueued', 'failed', 'enqueued', 'enqueued'].map((status) => ({ status })),
    })
    expect(transport.published).toHaveLength(6)
  })

  it.each([{ windowSize: 0 }, { windowSize: 1.5 }, { windowsize: 3 }])(
    'refuses the options %j',
    async (options) => {
      const { client } = await setup()
      expect(() => client.enqueueJobStream(specs(1), options)).toThrow(/window/)
    },
  )
})
