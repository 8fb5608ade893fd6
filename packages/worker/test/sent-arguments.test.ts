import { type Codec, jsonCodec, task } from '@arq/core'
import { compressBody } from '@arq/core/internal'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { latch, setup } from './setup.js'

interface Order {
  readonly items: string[]
}

const SENT: Order = { items: ['a', 'b'] }

/** A task that takes what it is given apart, then ends as it is told. */
function taking(ends: 'returns' | 'throws') {
  const seen: unknown[] = []
  const take = task({
    name: 'take',
    maxRetries: 1,
    retryBackoff: 0,
    retryIf: () => true,
    run: async (_ctx, order: Order) => {
      seen.push(structuredClone(order))
      while (order.items.length > 0) order.items.pop()
      if (ends === 'throws') throw new Error('no')
    },
  })
  return { take, seen }
}

const base64: Codec = {
  contentType: 'application/x-base64',
  encode: (value) => Buffer.from(Buffer.from(jsonCodec.encode(value)).toString('base64')),
  decode: (bytes) => jsonCodec.decode(Buffer.from(Buffer.from(bytes).toString(), 'base64')),
  findProblem: (value, path) => jsonCodec.findProblem(value, path),
}

const JOB = {
  job_id: 'job',
  function: 'take',
  queue_name: 'default',
  enqueue_time: '2026-01-01T00:00:00.000+00:00',
}

/** The message of a job as different senders write it. */
const senders = {
  ours: () => ({ body: jsonCodec.encode({ ...JOB, args: [SENT], kwargs: {} }) }),
  'ours, by name': () => ({ body: jsonCodec.encode({ ...JOB, args: [], kwargs: { ...SENT } }) }),
  'the Python library': () => ({
    body: Buffer.from(
      '{"job_id": "job", "function": "take", "args": [{"items": ["a", "b"]}], "kwargs": {}, "queue_name": "default"}',
    ),
  }),
  'a client that compresses': () =>
    compressBody(jsonCodec.encode({ ...JOB, args: [SENT], kwargs: {} })),
  'a client with another codec': () => ({
    body: base64.encode({ ...JOB, args: [SENT], kwargs: {} }),
    contentType: base64.contentType,
  }),
}

describe.each(Object.keys(senders) as (keyof typeof senders)[])(
  'the arguments of a job from %s, whose task changes them,',
  (sender) => {
    const stored = sender === 'ours, by name' ? { args: [], kwargs: SENT } : { args: [SENT] }

    it('are kept in its record as they were sent', async () => {
      const { take } = taking('returns')
      const arq = await setup({ functions: [take], codecs: [base64] })
      void arq.worker.run()
      await arq.publish(await senders[sender]())
      expect(await arq.ended('job')).toMatchObject({ status: 'completed', ...stored })
      await arq.close()
    })

    it('are those of the next try, too, and of the record of the last', async () => {
      const { take, seen } = taking('throws')
      const arq = await setup({ functions: [take], codecs: [base64] })
      void arq.worker.run()
      await arq.publish(await senders[sender]())
      expect(await arq.ended('job')).toMatchObject({ status: 'failed', retryCount: 1, ...stored })
      expect(seen).toEqual([SENT, SENT])
      await arq.close()
    })
  },
)

describe('the record of a job under way', () => {
  it('has its arguments as they were sent', async () => {
    const clock = new ManualClock()
    const gate = latch()
    const take = task('take', async (ctx, order: Order) => {
      order.items.length = 0
      ctx.progress('taken')
      await gate.opened
    })
    const arq = await setup({ functions: [take] }, { clock })
    void arq.worker.run()
    const id = await arq.enqueue(take, [SENT])
    await clock.advance('1s')
    expect(await arq.store.get(id)).toMatchObject({ progress: 'taken', args: [SENT] })
    gate.open()
    await clock.advance('1s')
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed', args: [SENT] })
    await arq.close()
  })
})

describe('any arguments', () => {
  it('arrive at the task, and in the record, as JSON carries them', async () => {
    const arrived = new Map<string, unknown>()
    const see = task('see', async (ctx, ...args: unknown[]) => void arrived.set(ctx.jobId, args))
    const arq = await setup({ functions: [see] })
    void arq.worker.run()
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\ud800', '"', '/', ''))
    const some = fc.array(fc.oneof(fc.jsonValue(), text, fc.date({ noInvalidDate: true })))
    const samples = fc
      .sample(some, 100)
      .filter((args) => !JSON.stringify(args).includes('__proto__'))
    const ids = await Promise.all(samples.map((args) => arq.enqueue(see, args)))
    const records = await Promise.all(ids.map((id) => arq.ended(id)))
    const asJson = samples.map((args) => JSON.parse(JSON.stringify(args)) as unknown)
    expect(records.map(({ args }) => args)).toEqual(asJson)
    expect(ids.map((id) => arrived.get(id))).toEqual(asJson)
    await arq.close()
  })
})
