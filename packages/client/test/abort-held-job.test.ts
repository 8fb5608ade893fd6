import { type BroadcastSignal, localizedMessage, task } from '@arq/core'
import { MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { createClient } from '../src/index.js'
import { type Attempt, rejection, setupWithoutStore, stateOf, TinyWorker } from './setup.js'

const add = task('add', async (_ctx, a: number, b: number) => a + b)

const untilAborted = ({ signal }: Attempt) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('stopped')))
  })

type Bench = Awaited<ReturnType<typeof setupWithoutStore>>

const anotherClient = ({ transport, clock, logger }: Bench) =>
  createClient({ transport, clock, logger })

async function signalsOf({ transport }: Bench): Promise<BroadcastSignal[]> {
  const signals: BroadcastSignal[] = []
  await transport.onBroadcast((signal) => signals.push(signal))
  return signals
}

describe('abort() without a result store', () => {
  it('stops a running job, and its worker says so', async () => {
    const bench = await setupWithoutStore()
    await TinyWorker.start(bench, { run: untilAborted })
    const job = await bench.client.enqueueJob(add, [1, 2])
    await bench.clock.advance(0)
    expect(await job.abort()).toBe(true)
    expect(await rejection(job.result())).toMatchObject({ code: 'ARQ_JOB_ABORTED' })
    expect(await job.abort()).toBe(true)
  })

  it('stops a job of another client, by its id alone', async () => {
    const bench = await setupWithoutStore()
    await TinyWorker.start(bench, { run: untilAborted })
    const job = await bench.client.enqueueJob(add, [1, 2], { jobId: 'mine' })
    await bench.clock.advance(0)
    const other = await anotherClient(bench)
    expect(await other.getJob('mine').abort()).toBe(true)
    expect(await rejection(job!.result())).toMatchObject({ code: 'ARQ_JOB_ABORTED' })
    await other.close()
  })

  it('gives false when the job completed instead', async () => {
    const bench = await setupWithoutStore()
    let finish = (_value: unknown) => {}
    await TinyWorker.start(bench, { run: () => new Promise((resolve) => (finish = resolve)) })
    const job = await bench.client.enqueueJob(add, [1, 2])
    await bench.clock.advance(0)
    const aborting = job.abort()
    await bench.clock.advance(0)
    finish(3)
    expect(await aborting).toBe(false)
    expect(await job.result()).toBe(3)
  })

  it('says at its timeout what it cannot do, in both languages', async () => {
    const bench = await setupWithoutStore()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const aborting = job.abort({ timeout: 2 })
    const error = rejection(aborting)
    await bench.clock.advance(1999)
    expect(await stateOf(aborting, bench.clock)).toBe('pending')
    await bench.clock.advance(1)
    expect(await error).toMatchObject({ name: 'AbortTimeout', code: 'ARQ_ABORT_TIMEOUT' })
    for (const language of ['en', 'zh-CN'] as const) {
      expect(localizedMessage(await error, language)).toContain('resultStore')
    }
  })

  it('stops a job that a worker begins while it waits, and none that begins later', async () => {
    const bench = await setupWithoutStore()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const aborting = job.abort({ timeout: 5 })
    await bench.clock.advance('1s')
    await TinyWorker.start(bench, { run: untilAborted })
    await bench.clock.advance('2s')
    expect(await aborting).toBe(true)
    const late = await bench.client.enqueueJob(add, [1, 2])
    await bench.clock.advance('1m')
    expect(await stateOf(late.result(), bench.clock)).toBe('pending')
  })

  it('of an id that nobody knows does nothing to a later job of that id', async () => {
    const bench = await setupWithoutStore()
    const worker = await TinyWorker.start(bench, { run: untilAborted })
    const other = await anotherClient(bench)
    const error = rejection(other.getJob('later').abort())
    await bench.clock.advance(10)
    const job = await bench.client.enqueueJob(add, [1, 2], { jobId: 'later' })
    await bench.clock.advance('10s')
    expect(await error).toMatchObject({ code: 'ARQ_ABORT_TIMEOUT' })
    expect(worker.started).toEqual(['later'])
    expect(await stateOf(job!.result(), bench.clock)).toBe('pending')
    await other.close()
  })

  it('does not mix up two jobs of one id', async () => {
    const bench = await setupWithoutStore()
    await TinyWorker.start(bench, {
      run: async (attempt) => (attempt.message.args[0] === 1 ? 'first' : untilAborted(attempt)),
    })
    const first = await bench.client.enqueueJob(add, [1, 2], { jobId: 'twice' })
    await bench.clock.advance(10)
    const second = await bench.client.enqueueJob(add, [3, 4], { jobId: 'twice' })
    await bench.clock.advance(0)
    expect(await second!.abort()).toBe(true)
    expect(await first!.abort()).toBe(false)
    expect(await first!.result()).toBe('first')
    expect(await rejection(second!.result())).toMatchObject({ code: 'ARQ_JOB_ABORTED' })
  })

  it('leaves those who wait for another job of the same id waiting', async () => {
    const bench = await setupWithoutStore()
    await TinyWorker.start(bench, { run: untilAborted })
    const first = await bench.client.enqueueJob(add, [1, 2], { jobId: 'twice' })
    await bench.clock.advance(10)
    const second = await bench.client.enqueueJob(add, [3, 4], { jobId: 'twice' })
    await bench.clock.advance(0)
    const results = [rejection(first!.result()), second!.result()] as const
    expect(await first!.abort()).toBe(true)
    expect(await results[0]).toMatchObject({ code: 'ARQ_JOB_ABORTED' })
    expect(await stateOf(results[1], bench.clock)).toBe('pending')
    results[1].catch(() => undefined)
  })

  it('signals ever more seldom while it waits', async () => {
    const bench = await setupWithoutStore()
    const signals = await signalsOf(bench)
    const job = await bench.client.enqueueJob(add, [1, 2])
    const error = rejection(job.abort({ timeout: 6 }))
    await bench.clock.advance('6s')
    await error
    // At 0, 0.25, 0.75, 1.75, 3.75 and 5.75 s.
    expect(signals).toHaveLength(6)
  })

  it('names what the transport lacks', async () => {
    const bench = await setupWithoutStore()
    const job = await bench.client.enqueueJob(add, [1, 2])
    for (const [lacking, words] of [
      ['broadcast', /a transport that can broadcast/],
      ['replyPush', /abort\(\) needs a result store/],
    ] as const) {
      const transport = new MemoryTransport({ broker: bench.broker })
      const capabilities = { ...transport.capabilities, [lacking]: false }
      Object.defineProperty(transport, 'capabilities', { value: capabilities })
      const client = await createClient({ transport, clock: bench.clock })
      const error = await rejection(client.getJob(job.id).abort())
      expect(error).toMatchObject({ code: 'ARQ_UNSUPPORTED' })
      expect(error['message']).toMatch(words)
      await client.close()
    }
  })

  it('ends with the client', async () => {
    const bench = await setupWithoutStore()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const error = rejection(job.abort())
    await bench.clock.advance(0)
    await bench.client.close()
    expect(await error).toMatchObject({ code: 'ARQ_CLOSED' })
  })
})
