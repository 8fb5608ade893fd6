import { task } from '@arq/core'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'
import * as v from 'valibot'

import { setup } from './setup.js'

const add = task('add', async (_ctx, a: number, b: number) => a + b)

/** A task that throws what its argument names. */
const throwIt = task('throw_it', async (_ctx, what: string) => {
  throw thrown(what)
})

function thrown(what: string): unknown {
  if (what === 'undefined') return undefined
  if (what === 'text') return 'just words'
  if (what === 'large') return new Error('x'.repeat(1024 * 1024))
  const cyclic = new Error('round and round')
  cyclic.cause = cyclic
  return cyclic
}

async function ends(
  body: string | Uint8Array,
  extra: { contentType?: string; contentEncoding?: string } = {},
) {
  const arq = await setup({ functions: [add, throwIt] })
  const running = arq.worker.run()
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  await arq.publish({ body: bytes, headers: { mine: 'kept' }, ...extra })
  const [letter] = await arq.take('default.dlq')
  await arq.worker.stop()
  await running
  const queue = await arq.client.queueInfo('default')
  await arq.close()
  return { letter: letter!, bytes, queue, counts: arq.worker.counts }
}

describe('a message that is not a job', () => {
  it.each([
    ['not JSON', Buffer.from('{not json'), 'parse_failed'],
    ['not UTF-8', Buffer.from([0xff, 0xfe, 0x00, 0x41]), 'unknown'],
    ['a list', Buffer.from('[1,2,3]'), 'unknown'],
    ['a number', Buffer.from('7'), 'unknown'],
    ['empty', Buffer.alloc(0), 'parse_failed'],
    ['a job without a function', Buffer.from('{"job_id":"1","queue_name":"default"}'), 'unknown'],
    ['a job with wrong types', Buffer.from('{"function":"add","args":"no"}'), 'unknown'],
    ['a job with try 0', Buffer.from('{"function":"add","job_try":0}'), 'unknown'],
    ['20 MiB of nonsense', Buffer.alloc(20 * 1024 * 1024, 'x'), 'parse_failed'],
  ])('is parked in the dead letter queue byte for byte: %s', async (_name, body, jobId) => {
    const { letter, queue, counts } = await ends(body)
    expect(Buffer.compare(letter.body, body)).toBe(0)
    expect(letter.headers).toMatchObject({
      mine: 'kept',
      'x-job-id': jobId,
      'x-error-category': 'non_retriable',
      'x-error-code': 'ARQ_DECODE_FAILED',
    })
    expect(queue).toMatchObject({ ready: 0, unacknowledged: 0 })
    expect(counts.unreadable).toBe(1)
  })

  it('is one in an encoding that nobody here reads', async () => {
    const job = '{"function":"add","args":[1,2]}'
    const type = await ends(job, { contentType: 'application/x-unknown' })
    const encoding = await ends(job, { contentEncoding: 'zstd' })
    const broken = await ends(job, { contentEncoding: 'gzip' })
    for (const { letter } of [type, encoding, broken]) {
      expect(letter.headers['x-error-code']).toBe('ARQ_DECODE_FAILED')
    }
  })
})

describe('a job that cannot be run', () => {
  it('fails at once when its function is unknown and nobody waits for it, naming those there are', async () => {
    const arq = await setup({ functions: [add, throwIt], unknownTaskGrace: 0 })
    void arq.worker.run()
    const record = await arq.ended(await arq.enqueue('ad', [1]))
    expect(record).toMatchObject({ status: 'failed', errorCode: 'ARQ_UNKNOWN_FUNCTION' })
    expect(record.error).toContain('add, throw_it')
    const [letter] = await arq.take('default.dlq')
    expect(letter?.headers).toMatchObject({ 'x-error-type': 'UnknownFunction', 'x-retry-count': 0 })
    await arq.close()
  })

  it('fails at once when its arguments do not fit the schema', async () => {
    let runs = 0
    const strict = task({
      name: 'strict',
      input: v.object({ n: v.number() }),
      retryOn: 'all',
      run: async () => {
        runs += 1
      },
    })
    const arq = await setup({ functions: [strict] })
    void arq.worker.run()
    const record = await arq.ended(await arq.enqueue('strict', { n: 'seven' }))
    expect(record).toMatchObject({ status: 'failed', errorCode: 'ARQ_INVALID_ARGUMENTS' })
    expect(record.error).toContain('n:')
    expect(runs).toBe(0)
    await arq.close()
  })

  it('keeps prototypes out of the arguments', async () => {
    const merge = task('merge', async (_ctx, options: object) => {
      const copy: object = Object.assign({}, options)
      const isAdmin: unknown = Reflect.get(copy, 'isAdmin')
      return [isAdmin ?? 'clean', Object.keys(options)]
    })
    const arq = await setup({ functions: [merge] })
    void arq.worker.run()
    await arq.publishText(
      '{"job_id":"p","function":"merge","args":[{"__proto__":{"isAdmin":1},"\\u005f_proto__":{"isAdmin":1},"a":1}]}',
    )
    expect((await arq.ended('p')).result).toEqual(['clean', ['a']])
    expect(Reflect.get({}, 'isAdmin')).toBeUndefined()
    await arq.close()
  })

  it.each([
    ['a function', () => 1],
    ['a BigInt', 10n],
    ['a Map', new Map()],
  ])('fails when its result cannot be kept: %s', async (problem, value) => {
    const odd = task('odd', async () => ({ deep: [value] }))
    const arq = await setup({ functions: [odd] })
    void arq.worker.run()
    const record = await arq.ended(await arq.enqueue('odd'))
    expect(record).toMatchObject({ status: 'failed', errorCode: 'ARQ_ENCODE_FAILED' })
    expect(record.error).toContain(`result.deep[0] is ${problem}`)
    await arq.close()
  })
})

describe('a task that throws', () => {
  it.each([
    ['undefined', 'NonError: non-error thrown: undefined'],
    ['text', 'NonError: just words'],
    ['cyclic', 'Error: round and round'],
  ])('%s fails with words that say so', async (what, words) => {
    const arq = await setup({ functions: [throwIt] })
    void arq.worker.run()
    const record = await arq.ended(await arq.enqueue(throwIt, [what]))
    expect(record).toMatchObject({ status: 'failed', error: words })
    await arq.take('default.dlq')
    await arq.close()
  })

  it('a megabyte of text leaves a bounded record and bounded headers', async () => {
    const arq = await setup({ functions: [throwIt] })
    void arq.worker.run()
    const record = await arq.ended(await arq.enqueue(throwIt, ['large']))
    expect(record.error!.length).toBeLessThan(20_000)
    const [letter] = await arq.take('default.dlq')
    expect(String(letter?.headers['x-error-message']).length).toBeLessThanOrEqual(2048)
    expect(JSON.stringify(letter?.headers).length).toBeLessThan(10_000)
    await arq.close()
  })

  it('cuts a long message between characters, not within one', async () => {
    const chinese = task('chinese', async () => {
      throw new Error('错'.repeat(5000))
    })
    const arq = await setup({ functions: [chinese] })
    void arq.worker.run()
    await arq.enqueue('chinese')
    const [letter] = await arq.take('default.dlq')
    expect(letter?.headers['x-error-message']).toBe('错'.repeat(682))
    await arq.close()
  })

  it.each([-1, 'soon', 1e12])(
    'a Retry with the delay %s fails, it does not run for ever',
    async (defer) => {
      const clock = new ManualClock()
      const odd = task('odd', async () => {
        const error = Object.assign(new Error('again'), {
          [Symbol.for('arq.error')]: true,
          code: 'ARQ_JOB_RETRY',
          defer,
        })
        throw error
      })
      const arq = await setup({ functions: [odd] }, { clock })
      void arq.worker.run()
      const id = await arq.enqueue('odd')
      await clock.advance('1s')
      expect(await arq.store.get(id)).toMatchObject({
        status: 'failed',
        errorCode: 'ARQ_CONFIG_INVALID',
      })
      await arq.close()
    },
  )
})

describe('a message that Python deferred', () => {
  it('is delayed by the worker when nobody has served its delay yet', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add] }, { clock })
    void arq.worker.run()
    const dueAt = new Date(clock.now() + 5000).toISOString()
    await arq.publishText(
      JSON.stringify({
        job_id: 'd',
        function: 'add',
        args: [1, 2],
        queue_name: 'default',
        defer_until: dueAt,
      }),
    )
    await clock.advance('4999ms')
    expect(await arq.store.get('d')).toBeUndefined()
    await clock.advance('1ms')
    expect(await arq.store.get('d')).toMatchObject({ status: 'completed', result: 3 })
    await arq.close()
  })
})
