import { channel } from 'node:diagnostics_channel'

import { EVENT_CHANNELS, listenToEvents, Retry, task } from '@arq/core'
import { ManualClock } from '@arq/memory'
import { afterEach, describe, expect, it } from '@jest/globals'

import type { WorkerEvent } from '../src/index.js'
import { latch, setup, type TestSettings } from './setup.js'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

/** A worker on a clock that the test moves, and what it told of jobs and messages. */
async function setupHeard(settings: TestSettings) {
  const clock = new ManualClock()
  const arq = await setup({ ...settings, clock }, { clock })
  const events: WorkerEvent[] = []
  arq.worker.on((event) => {
    if (/^(job|message)/.test(event.type)) events.push(event)
  })
  void arq.worker.run()
  return { ...arq, clock, events }
}

const add = task('add', async (_ctx, a: number, b: number) => a + b)

describe('the events of a worker', () => {
  it('tell of a job from its start to its end, with the times of both', async () => {
    const gate = latch()
    const slow = task('slow', async (ctx) => {
      ctx.progress({ done: 1 })
      await gate.opened
    })
    const arq = await setupHeard({ functions: [slow] })
    const jobId = await arq.enqueue(slow)
    await arq.clock.advance('3s')
    gate.open()
    await arq.ended(jobId)
    const job = {
      jobId,
      task: 'slow',
      queueName: 'default',
      jobTry: 1,
      workerId: arq.worker.workerId,
      isTaskKnown: true,
    }
    expect(arq.events).toEqual([
      { type: 'jobStarted', ...job, waitMs: 0, isDelayed: false },
      { type: 'jobProgress', ...job, progress: { done: 1 } },
      { type: 'jobCompleted', ...job, durationMs: 3000 },
    ])
  })

  it('say how late a job started that was put off, by its client and by its retry', async () => {
    const again = task('again', async (ctx) => {
      if (ctx.jobTry === 1) throw new Retry({ defer: '10s' })
    })
    const arq = await setupHeard({ functions: [again] })
    const jobId = await arq.enqueue(again, [], { deferBy: '1m' })
    await arq.clock.advance('1m')
    await arq.clock.advance('10s')
    await arq.ended(jobId)
    expect(arq.events).toMatchObject([
      { type: 'jobStarted', jobTry: 1, isDelayed: true, waitMs: 0 },
      { type: 'jobRetried', jobTry: 1, isAskedFor: true, delayMs: 10_000 },
      { type: 'jobStarted', jobTry: 2, isDelayed: true, waitMs: 0 },
      { type: 'jobCompleted', jobTry: 2 },
    ])
  })

  it('say why a job failed, where it lies, and that it never ran', async () => {
    const broken = task('broken', async () => {
      throw new TypeError('no such thing')
    })
    const arq = await setupHeard({ functions: [broken], unknownTaskGrace: 0 })
    await arq.ended(await arq.enqueue(broken))
    await arq.ended(await arq.enqueue('missing'))
    await arq.publishText('no job')
    await arq.take('default.dlq', 3)
    expect(arq.events).toMatchObject([
      { type: 'jobStarted', task: 'broken' },
      {
        type: 'jobFailed',
        durationMs: 0,
        error: { name: 'TypeError', message: 'no such thing', code: undefined },
        category: 'non_retriable',
        dlqName: 'default.dlq',
      },
      {
        type: 'jobFailed',
        task: 'missing',
        isTaskKnown: false,
        durationMs: undefined,
        error: { code: 'ARQ_UNKNOWN_FUNCTION' },
      },
      { type: 'messageParked', dlqName: 'default.dlq', error: { code: 'ARQ_DECODE_FAILED' } },
    ])
  })

  it('tell of a task that goes on after its signal, and of its end', async () => {
    const gate = latch()
    const deaf = task({ name: 'deaf', timeout: '1s', run: () => gate.opened })
    const arq = await setupHeard({ functions: [deaf] })
    const jobId = await arq.enqueue(deaf)
    await arq.clock.advance('6s')
    await arq.ended(jobId)
    gate.open()
    await arq.clock.advance('1ms')
    expect(arq.events.map(({ type }) => type).toSorted()).toEqual([
      'jobFailed',
      'jobStarted',
      'jobStuck',
      'jobStuckEnded',
    ])
  })

  it('tell of what its tasks enqueue', async () => {
    const parent = task('parent', async (ctx) => {
      await ctx.client.enqueueJob(add, [1, 2], { queueName: 'others', deferBy: '1m' })
    })
    const arq = await setupHeard({ functions: [parent] })
    await arq.ended(await arq.enqueue(parent))
    const dueAt = new Date(arq.clock.now() + 60_000)
    expect(arq.events).toContainEqual(
      expect.objectContaining({ type: 'jobEnqueued', task: 'add', queueName: 'others', dueAt }),
    )
  })

  it('go to listeners of their type alone, and what one throws harms nobody', async () => {
    const arq = await setup({ functions: [add] })
    const seen: string[] = []
    arq.worker.on('jobCompleted', () => {
      throw new Error('a listener of the user')
    })
    const stop = arq.worker.on('jobCompleted', ({ task: name }) => seen.push(name))
    arq.worker.on('jobFailed', ({ error }) => seen.push(error.message))
    void arq.worker.run()
    await arq.ended(await arq.enqueue(add, [1, 2]))
    stop()
    await arq.ended(await arq.enqueue(add, [3, 4]))
    await arq.close()
    expect(seen).toEqual(['add'])
    expect(arq.log).toContainEqual({ level: 'error', message: 'Error: a listener of the user' })
  })
})

describe('the channels of events', () => {
  it('bring the events of every worker of the process, until the listener stops', async () => {
    const seen: string[] = []
    stops.push(listenToEvents({ jobCompleted: ({ workerId }) => seen.push(workerId) }))
    const one = await setup({ functions: [add] })
    const other = await setup({ functions: [add], workerName: 'other' })
    for (const arq of [one, other]) {
      void arq.worker.run()
      await arq.ended(await arq.enqueue(add, [1, 2]))
    }
    for (const stop of stops.splice(0)) stop()
    await one.ended(await one.enqueue(add, [1, 2]))
    await Promise.all([one.close(), other.close()])
    expect(seen).toEqual([one.worker.workerId, other.worker.workerId])
  })

  it('are named after their type', () => {
    const names = Object.entries(EVENT_CHANNELS).map(([type, { name }]) => [name, `arq:${type}`])
    for (const [name, expected] of names) expect(name).toBe(expected)
    expect(channel('arq:jobFailed')).toBe(EVENT_CHANNELS.jobFailed)
  })

  it('tell how a worker stands, from its start to its end', async () => {
    const seen: unknown[] = []
    stops.push(
      listenToEvents({
        workerStarted: ({ read }) => seen.push(read().queues.map(({ name }) => name)),
        workerStopping: ({ type }) => seen.push(type),
        workerEnded: ({ type }) => seen.push(type),
      }),
    )
    const arq = await setup({ functions: [add], queues: [{ name: 'a' }, { name: 'b' }] })
    void arq.worker.run()
    await arq.ended(await arq.enqueue(add, [1, 2], { queueName: 'a' }))
    await arq.close()
    expect(seen).toEqual([['a', 'b'], 'workerStopping', 'workerEnded'])
  })
})
