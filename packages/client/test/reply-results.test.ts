import { createClient } from '@arq/client'
import { task } from '@arq/core'
import { newJobId } from '@arq/core/internal'
import { describe, expect, it } from '@jest/globals'

import { rejection, setupWithoutStore, stateOf, TinyWorker } from './setup.js'

const add = task('add', async (_ctx, a: number, b: number) => a + b)

describe('result() without a store', () => {
  it('gets the value by the worker’s reply', async () => {
    const bench = await setupWithoutStore()
    await TinyWorker.start(bench, { run: () => ({ ok: true }) })
    const job = await bench.client.enqueueJob(add, [1, 2])
    expect(await job.result()).toEqual({ ok: true })
    expect(await job.result()).toEqual({ ok: true })
  })

  it('has a reply that came before anybody asked', async () => {
    const bench = await setupWithoutStore()
    await TinyWorker.start(bench, { run: () => 3 })
    const job = await bench.client.enqueueJob(add, [1, 2])
    await bench.clock.advance('1h')
    expect(await job.result({ timeout: 1 })).toBe(3)
  })

  it('holds as many replies as keptReplies says, the newest', async () => {
    const bench = await setupWithoutStore({ keptReplies: 2 })
    await TinyWorker.start(bench, { run: () => 3 })
    const jobs = []
    for (let i = 0; i < 3; i += 1) {
      jobs.push(await bench.client.enqueueJob(add, [1, 2]))
      await bench.clock.advance(0)
    }
    expect(await jobs[1]!.result()).toBe(3)
    expect(await jobs[2]!.result()).toBe(3)
    const oldest = rejection(jobs[0]!.result({ timeout: 1 }))
    await bench.clock.advance('1s')
    expect(await oldest).toMatchObject({ code: 'ARQ_RESULT_TIMEOUT' })
  })

  it('asks workers for none with keptReplies 0, and refuses result()', async () => {
    const bench = await setupWithoutStore({ keptReplies: 0 })
    const job = await bench.client.enqueueJob(add, [1, 2])
    expect(bench.transport.published.map(({ replyTo }) => replyTo)).toEqual([undefined])
    await expect(job.result()).rejects.toMatchObject({ code: 'ARQ_UNSUPPORTED' })
  })

  it('opens one reply box, at the first enqueue', async () => {
    const bench = await setupWithoutStore()
    let opened = 0
    const openReplyBox = bench.transport.openReplyBox.bind(bench.transport)
    bench.transport.openReplyBox = (onReply) => {
      opened += 1
      return openReplyBox(onReply)
    }
    expect(opened).toBe(0)
    await Promise.all([1, 2, 3].map((n) => bench.client.enqueueJob(add, [n, n])))
    expect(opened).toBe(1)
    expect(bench.transport.published.every(({ replyTo }) => replyTo !== undefined)).toBe(true)
  })

  it('opens the reply box at the next enqueue when it could not be opened', async () => {
    const bench = await setupWithoutStore()
    const openReplyBox = bench.transport.openReplyBox.bind(bench.transport)
    bench.transport.openReplyBox = () => Promise.reject(new Error('no channel'))
    await expect(bench.client.enqueueJob(add, [1, 2])).rejects.toThrow('no channel')
    expect(bench.transport.published).toHaveLength(0)
    bench.transport.openReplyBox = openReplyBox
    await TinyWorker.start(bench, { run: () => 3 })
    expect(await (await bench.client.enqueueJob(add, [1, 2])).result()).toBe(3)
  })

  it('rejects with JobFailed as with a store', async () => {
    const bench = await setupWithoutStore()
    await TinyWorker.start(bench, {
      run: () => {
        throw new TypeError('bad')
      },
    })
    const job = await bench.client.enqueueJob(add, [1, 2])
    expect(await rejection(job.result())).toMatchObject({
      original: { name: 'TypeError', message: 'bad' },
    })
  })

  it('rejects each waiting job at its own timeout', async () => {
    const bench = await setupWithoutStore()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const soon = job.result({ timeout: 1 })
    const later = job.result({ timeout: 2 })
    const errors = [rejection(soon), rejection(later)]
    await bench.clock.advance('1s')
    expect(await stateOf(soon, bench.clock)).toBe('rejected')
    expect(await stateOf(later, bench.clock)).toBe('pending')
    await bench.clock.advance('1s')
    for (const error of errors) expect(await error).toMatchObject({ code: 'ARQ_RESULT_TIMEOUT' })
  })

  it('drops and logs a reply that is no record', async () => {
    const bench = await setupWithoutStore()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const [{ replyTo = '' } = {}] = bench.transport.published
    await bench.transport.publish({
      queueName: replyTo,
      kind: 'reply',
      body: Buffer.from('nonsense'),
      headers: {},
      messageId: newJobId(),
      correlationId: job.id,
    })
    await bench.clock.advance(0)
    expect(bench.logger.lines.join()).toMatch(new RegExp(`${job.id} is unreadable`))
  })

  it('names the result store when the transport cannot push replies', async () => {
    const bench = await setupWithoutStore()
    const capabilities = { ...bench.transport.capabilities, replyPush: false }
    Object.defineProperty(bench.transport, 'capabilities', { value: capabilities })
    const client = await createClient({ transport: bench.transport, clock: bench.clock })
    const job = await client.enqueueJob(add, [1, 2])
    const error = await rejection(job.result())
    expect(error).toMatchObject({ name: 'UnsupportedError', code: 'ARQ_UNSUPPORTED' })
    expect(error['message']).toMatch(/resultStore/)
    await client.close()
  })
})
