import { AsyncLocalStorage } from 'node:async_hooks'

import { type EnqueuingJob, task } from '@arq/core'
import { describe, expect, it, jest } from '@jest/globals'

import { rejection, setup } from './setup.js'

const add = task('add', async (_ctx, a: number, b: number) => a + b)

describe('onEnqueue', () => {
  it('is called for each job, with what is known of it', async () => {
    const seen: EnqueuingJob[] = []
    const { client } = await setup({ onEnqueue: (job) => void seen.push(job) })
    const options = { jobId: 'one', queueName: 'mails', headers: { tenant: 'a' } }
    await client.enqueueJob(add, [1, 2], options)
    await client.enqueueJobs([{ function: 'other', args: { a: 1 } }])
    expect(seen).toEqual([
      {
        function: 'add',
        jobId: 'one',
        queueName: 'mails',
        args: [1, 2],
        kwargs: {},
        headers: { tenant: 'a' },
      },
      {
        function: 'other',
        jobId: expect.any(String),
        queueName: 'default',
        args: [],
        kwargs: { a: 1 },
        headers: {},
      },
    ])
  })

  it('adds headers beside those of the caller, whose object stays as it is', async () => {
    const trace = new AsyncLocalStorage<string>()
    const { client, transport } = await setup({
      onEnqueue: ({ headers }) => {
        headers['traceparent'] = trace.getStore() ?? 'none'
      },
    })
    const headers = { tenant: 'a' }
    await trace.run('t1', () => client.enqueueJob(add, [1, 2], { headers }))
    await client.enqueueJob(add, [1, 2])
    expect(headers).toEqual({ tenant: 'a' })
    expect(transport.published.map((message) => message.headers)).toMatchObject([
      { tenant: 'a', traceparent: 't1', 'x-retry-count': 0, 'x-arq-uncontested': 'announced' },
      { traceparent: 'none', 'x-retry-count': 0, 'x-arq-uncontested': 'announced' },
    ])
  })

  it('refuses a job by throwing: the caller gets that error, and nothing is sent', async () => {
    const refusal = new Error('no tenant')
    const { client, transport, store } = await setup({
      onEnqueue: ({ args }) => {
        if (args[0] === 13) throw refusal
      },
    })
    expect(await rejection(client.enqueueJob(add, [13, 2], { jobId: 'one' }))).toBe(refusal)
    const batch = client.enqueueJobs([
      { function: add, args: [1, 2] },
      { function: add, args: [13, 2] },
    ])
    expect(await rejection(batch)).toBe(refusal)
    expect(transport.published).toHaveLength(0)
    expect((await store.stats()).totalStored).toBe(0)
  })

  it.each<[string, (headers: Record<string, unknown>) => void, RegExp]>([
    [
      'a header of the broker',
      (headers) => (headers['CC'] = 'x'),
      /"CC" has a meaning for RabbitMQ/,
    ],
    ['a header that is no text', (headers) => (headers['a'] = 5), /"a" must be text; got 5/],
  ])('is refused with %s', async (_words, change, words) => {
    const { client, transport } = await setup({ onEnqueue: ({ headers }) => change(headers) })
    const error = await rejection(client.enqueueJob(add, [1, 2]))
    expect(error).toMatchObject({ code: 'ARQ_CONFIG_INVALID' })
    expect(error['message']).toMatch(words)
    expect(transport.published).toHaveLength(0)
  })

  it('is refused when it is async, whatever it rejects with', async () => {
    // As one without types would write it.
    const onEnqueue = (() => Promise.reject(new Error('nobody hears'))) as () => unknown
    const { client, transport } = await setup({ onEnqueue: onEnqueue })
    const error = await rejection(client.enqueueJob(add, [1, 2]))
    expect(error['message']).toMatch(/onEnqueue: must not be async/)
    expect(transport.published).toHaveLength(0)
  })

  it('cannot make a job carry what a caller could not have passed', async () => {
    const { client, transport } = await setup({
      onEnqueue: ({ args }) => {
        Object.assign(args[0] as object, { picture: Buffer.from('x') })
      },
    })
    const error = await rejection(client.enqueueJob('store', [{}]))
    expect(error).toMatchObject({ code: 'ARQ_ENCODE_FAILED', details: { path: 'args[0].picture' } })
    expect(transport.published).toEqual([])
  })

  it('is not called for a job that is refused before', async () => {
    const onEnqueue = jest.fn(() => undefined)
    const { client } = await setup({ onEnqueue })
    await rejection(client.enqueueJob(add, [1, 1n as never]))
    await rejection(client.enqueueJob(add, [1, 2], { deferBy: -1 }))
    expect(onEnqueue).not.toHaveBeenCalled()
  })
})
