import { task } from '@arq/core'
import { MemoryTransport } from '@arq/memory'
import { cron } from '@arq/worker'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import * as v from 'valibot'

import type { ErrorAnswer, OperationView } from '../src/contract/index.js'
import { type Asked, QUEUE, World } from './world.js'

/** How long workers in memory may take to answer. */
const BRIEF = { timeout: '100ms' } as const

let world: World
let asked: Asked
beforeEach(async () => {
  world = await World.open()
  asked = world.dashboard()
})
afterEach(() => world.close())

/** Lets timers and messages have their turn. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

/** Asks until the operation has ended. */
async function ended(id: string): Promise<OperationView> {
  for (;;) {
    const { operations } = await asked.get('operations')
    const found = operations.find((operation) => operation.id === id)
    if (found && found.state !== 'running') return found
    await turn()
  }
}

describe('the overview', () => {
  it('has queues, workers and what they run, as the command line prints them', async () => {
    const jobId = await world.heldJob()
    const { queues, workers, broker, store } = await asked.get('overview')
    expect(queues).toMatchObject([
      { name: QUEUE, exists: true, ready: 0, deadLetterQueue: { name: 'orders.dlq' } },
    ])
    expect(workers).toMatchObject([
      { running: 1, jobs: [{ jobId, functionName: 'hold', since: expect.any(String) }] },
    ])
    expect(broker).toContain('memory')
    expect(store).toMatchObject({ isHealthy: true })
  })

  it('is one look for all who ask at the same time', async () => {
    const [one, other] = await Promise.all([asked.get('overview'), asked.get('overview')])
    expect(one.at).toBe(other.at)
  })

  it('has samples for charts once somebody looks', async () => {
    await asked.get('overview')
    let samples = await asked.get('samples')
    while (samples.samples.length < 2) {
      await turn()
      samples = await asked.get('samples')
    }
    expect(samples.samples.at(-1)).toMatchObject({ ready: 0, running: 0, perSecond: { failed: 0 } })
  })

  it('has the findings of the doctor, in the language that is asked for', async () => {
    const english = await asked.get('alarms')
    expect(english.counts.ok + english.counts.unknown + english.counts.warnings).toBeGreaterThan(0)
    const chinese = await asked.get('alarms', { query: { lang: 'zh-CN' } })
    expect(chinese.findings[0]?.seen).toMatch(/\p{Script=Han}/u)
  })
})

describe('a job', () => {
  it('has the trace of its message, and a link to it', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` }
    const { id: jobId } = await world.client.enqueueJob('add', [1, 2], { headers, deferBy: '1h' })
    asked = world.dashboard({ traceUrl: 'https://tempo.test/{traceId}?from={traceId}' })
    const { traceUrl, ...details } = await asked.get('job', { params: { jobId } })
    expect(details.traceId).toBe(traceId)
    expect(traceUrl).toBe(`https://tempo.test/${traceId}?from=${traceId}`)
    const without = await asked.get('job', { params: { jobId: await world.failedJob() } })
    expect(without).toMatchObject({ traceId: null })
    expect(without).not.toHaveProperty('traceUrl')
    for (const wrong of ['javascript:alert({traceId})', 'https://tempo.test/', 'tempo/{traceId}']) {
      expect(() => world.dashboard({ traceUrl: wrong })).toThrow('traceUrl')
    }
  })

  it('is shown with its timeline, and without what is hidden', async () => {
    asked = world.dashboard({ redact: ['args.0'] })
    const jobId = await world.failedJob('4711')
    const { job, timeline, can } = await asked.get('job', { params: { jobId } })
    expect(job).toMatchObject({ jobId, status: 'failed', args: ['[redacted]'] })
    expect(timeline.map(({ type }) => type)).toEqual([
      'enqueued',
      'started',
      'error',
      'ended',
      'forgotten',
    ])
    expect(can).toEqual({
      ...{ abort: false, retry: true, runNow: false, delete: true, signal: false, send: false },
    })
  })

  it('is aborted while it runs', async () => {
    const jobId = await world.heldJob()
    expect(await asked.get('abortJob', { params: { jobId } })).toEqual({ jobId, isAborted: true })
    expect(await world.client.getJobStatus(jobId)).toBe('aborted')
  })

  it('shows what it waits for, and is given it: the first signal wins', async () => {
    asked = world.dashboard({ redact: ['payload.card'] })
    const jobId = await world.waitingJob()
    const before = await asked.get('job', { params: { jobId } })
    expect(before.signals).toEqual([
      {
        ...{ name: 'approval', state: 'waiting', since: expect.any(String) },
        until: expect.any(String),
      },
    ])
    expect(before.can).toMatchObject({ abort: true, runNow: false, signal: true })
    const params = { jobId, signal: 'approval' }
    const body = { payload: { by: 'ada', card: '4242' } }
    const [first, second] = await Promise.all([
      asked.get('signalJob', { params, body }),
      asked.get('signalJob', { params, body }),
    ])
    expect([first.answer, second.answer].sort()).toEqual(['accepted', 'already'])
    await world.client.getJob(jobId).result({ timeout: '20s' })
    const { signals, can } = await asked.get('job', { params: { jobId } })
    const payload = { by: 'ada', card: '[redacted]' }
    expect(signals).toEqual([{ name: 'approval', state: 'given', at: expect.any(String), payload }])
    expect(can.signal).toBe(false)
    const late = { params: { jobId, signal: 'another' } }
    expect(await asked.get('signalJob', late)).toEqual({
      jobId,
      signal: 'another',
      answer: 'ended',
    })
    const unknown = { params: { jobId: 'no-such-job', signal: 'approval' } }
    expect(await asked.refusal('signalJob', unknown)).toBe('404 not_found')
    const wrong = { params, body: { payloads: 1 } }
    expect(await asked.refusal('signalJob', wrong)).toBe('422 invalid')
  })

  it('is retried from its dead letter', async () => {
    const jobId = await world.failedJob()
    const params = { jobId }
    expect(await asked.get('retryJob', { params })).toEqual({
      jobId,
      queue: QUEUE,
      from: 'orders.dlq',
    })
    await world.client
      .getJob(jobId)
      .result({ timeout: '20s' })
      .catch(() => undefined)
  })

  it('is brought forward when it waits for its time', async () => {
    const jobId = await world.deferredJob()
    const { newId } = await asked.get('runJobNow', { params: { jobId } })
    expect(await world.client.getJob(newId).result({ timeout: '20s' })).toBe(3)
    expect(await asked.refusal('runJobNow', { params: { jobId } })).toBe('409 conflict')
  })

  it('is deleted once it has ended, and not before', async () => {
    const running = await world.heldJob()
    expect(await asked.refusal('deleteJob', { params: { jobId: running } })).toBe('409 conflict')
    const jobId = await world.failedJob()
    expect(await asked.get('deleteJob', { params: { jobId } })).toEqual({ jobId, isDeleted: true })
    expect(await asked.refusal('job', { params: { jobId } })).toBe('404 not_found')
  })

  it('that nobody knows is not found by any route', async () => {
    for (const name of ['job', 'abortJob', 'retryJob', 'runJobNow', 'deleteJob'] as const) {
      expect(await asked.refusal(name, { params: { jobId: 'no-such-job' } })).toBe('404 not_found')
    }
  })

  it('is enqueued, with arguments that are checked by its task', async () => {
    const sum = task('add', (_ctx, a: number, b: number) => a + b)
    asked = world.dashboard({ tasks: [sum, 'fail'] })
    expect((await asked.get('tasks')).tasks.map(({ name }) => name)).toEqual(['add', 'fail'])
    const body = { function: 'add', args: [20, 22], jobId: 'sum-1' }
    expect(await asked.get('enqueueJob', { body })).toEqual({
      jobId: 'sum-1',
      isEnqueued: true,
      queue: QUEUE,
    })
    expect(await world.client.getJob('sum-1').result({ timeout: '20s' })).toBe(42)
    expect(await asked.get('enqueueJob', { body })).toMatchObject({ isEnqueued: false })
  })

  it('is refused with each place of its arguments and options that is wrong', async () => {
    const lines = v.array(v.object({ price: v.pipe(v.number(), v.minValue(0)) }))
    const input = v.object({ to: v.string(), lines })
    const order = task({ name: 'order', input, run: () => undefined })
    asked = world.dashboard({ tasks: [order] })
    const refusal = async (body: object): Promise<ErrorAnswer['error']> => {
      const response = await asked.ask('enqueueJob', {
        query: { lang: 'zh-CN' },
        body: { function: 'order', ...body },
      })
      return ((await response.json()) as ErrorAnswer).error
    }
    const wrong = await refusal({ kwargs: { lines: [{ price: 1 }, { price: -1 }] } })
    expect(wrong).toMatchObject({
      ...{ code: 'ARQ_INVALID_ARGUMENTS', path: 'to' },
      issues: [{ path: 'to' }, { path: 'lines.1.price', message: expect.any(String) }],
    })
    const options = { args: [], deferBy: 'soon', priority: -1 }
    const { issues } = await refusal({ kwargs: { to: 'a', lines: [] }, ...options })
    expect(issues).toMatchObject([{ path: 'deferBy' }, { path: 'priority' }])
    expect(issues!.map(({ message }) => /\p{Script=Han}/u.test(message))).toEqual([true, true])
  })

  it('that is refused says nothing of what was put in for hidden values', async () => {
    const input = v.object({ password: v.pipe(v.string(), v.email()), to: v.number() })
    const login = task({ name: 'login', input, run: () => undefined })
    asked = world.dashboard({ tasks: [login] })
    const kwargs = { password: 'hunter2', to: 1 }
    const { id: from } = await world.client.enqueueJob('login', kwargs, { deferBy: '1h' })
    const again = { function: 'login', kwargs: { password: '[redacted]', to: 'nobody' }, from }
    const response = await asked.ask('enqueueJob', { body: again })
    const answer = await response.text()
    expect(response.status).toBe(422)
    expect(answer).not.toContain('hunter2')
    expect((JSON.parse(answer) as ErrorAnswer).error.issues).toEqual([
      { path: 'password', message: expect.stringContaining('hidden') },
      { path: 'to', message: expect.stringContaining('nobody') },
    ])
  })

  it('is enqueued again with values that nobody was shown', async () => {
    asked = world.dashboard({ redact: ['args.0'] })
    const from = await world.failedJob('secret-order')
    const body = { function: 'fail', args: ['[redacted]'], from, jobId: 'again' }
    await asked.get('enqueueJob', { body })
    const info = await world.client.getJob('again').info()
    expect(info.args).toEqual(['secret-order'])
    const gone = { ...body, from: 'no-such-job', jobId: 'never' }
    expect(await asked.refusal('enqueueJob', { body: gone })).toBe('422 invalid')
    expect(await world.client.getJobStatus('never')).toBeUndefined()
  })
})

describe('dead letters', () => {
  it('are grouped by their reason, with when they failed', async () => {
    for (const order of ['1', '2', '3']) await world.failedJob(order)
    const { queues } = await asked.get('deadLetters', { query: { each: '1' } })
    expect(queues).toMatchObject([
      { name: 'orders.dlq', total: 3, matched: 3, groups: [{ count: 3, task: 'fail' }] },
    ])
    const [group] = queues[0]!.groups
    expect(group!.overTime).toHaveLength(24)
    expect(group!.overTime.reduce((sum, count) => sum + count, 0)).toBe(3)
    expect(queues[0]!.letters).toHaveLength(3)
  })

  it('are shown whole, and nothing is taken', async () => {
    const jobId = await world.failedJob('9')
    const params = { queue: QUEUE, jobId }
    const { letters } = await asked.get('deadLetter', { params })
    expect(letters).toMatchObject([{ jobId, args: ['9'], deadLetterQueue: 'orders.dlq' }])
    expect((await asked.get('deadLetters')).queues[0]!.total).toBe(1)
    const absent = { queue: QUEUE, jobId: 'no-such-job' }
    expect(await asked.refusal('deadLetter', { params: absent })).toBe('404 not_found')
  })

  it('go back by their group, and the operation tells how far it is', async () => {
    for (const order of ['1', '2']) await world.failedJob(order)
    const [group] = (await asked.get('deadLetters')).queues[0]!.groups
    await world.client.pause({ queue: QUEUE }, BRIEF)
    const body = { error: group!.fingerprint }
    const started = await asked.get('redrive', { params: { queue: QUEUE }, body })
    expect(started).toMatchObject({ kind: 'redrive', user: 'ada', queue: 'orders.dlq' })
    expect(await ended(started.id)).toMatchObject({ state: 'done', done: 2, visited: 2, total: 2 })
    expect((await asked.get('deadLetters')).queues[0]!.total).toBe(0)
    const observer = new MemoryTransport({ broker: world.broker })
    await observer.connect()
    expect((await observer.queueInfo(QUEUE))?.ready).toBe(2)
    await observer.close()
  })

  it('are stopped on their way back, and the rest stays', async () => {
    for (const order of ['1', '2', '3']) await world.failedJob(order)
    await world.client.pause({ queue: QUEUE }, BRIEF)
    // One, and the next one in more than a quarter of an hour.
    const body = { all: true, ratePerSecond: 0.001 }
    const { id } = await asked.get('redrive', { params: { queue: QUEUE }, body })
    let view = (await asked.get('operations')).operations[0]
    while (view?.done !== 1) {
      await turn()
      view = (await asked.get('operations')).operations[0]
    }
    const { queues } = await asked.get('deadLetters')
    expect(queues[0]).toMatchObject({ busyWith: id, groups: [] })
    const again = asked.refusal('redrive', { params: { queue: QUEUE }, body })
    expect(await again).toBe('409 conflict')
    expect(await asked.get('stopOperation', { params: { id } })).toMatchObject({ state: 'stopped' })
    expect((await asked.get('deadLetters')).queues[0]!.total).toBe(2)
    expect(await asked.refusal('stopOperation', { params: { id } })).toBe('409 conflict')
  })

  it('are dropped, when it is said which', async () => {
    for (const order of ['1', '2']) await world.failedJob(order)
    const params = { queue: QUEUE }
    expect(await asked.refusal('purge', { params })).toBe('422 invalid')
    expect(await asked.refusal('purge', { params, body: { all: true, task: 'fail' } })).toBe(
      '422 invalid',
    )
    const none = await asked.get('purge', { params, body: { task: 'other' } })
    expect(await ended(none.id)).toMatchObject({ state: 'done', done: 0 })
    const some = await asked.get('purge', { params, body: { task: 'fail' } })
    expect(await ended(some.id)).toMatchObject({ state: 'done', done: 2 })
  })

  it('of a queue that is not there are not found', async () => {
    expect(await asked.refusal('deadLetters', { query: { queue: 'nowhere' } })).toBe(
      '404 not_found',
    )
    const { id } = await asked.get('purge', { params: { queue: 'nowhere' }, body: { all: true } })
    expect(await ended(id)).toMatchObject({ state: 'failed', error: expect.any(String) })
  })
})

describe('control', () => {
  const body = { timeoutMs: 100 }

  it('pauses, resumes and drains a queue and a worker', async () => {
    const [worker] = (await asked.get('overview')).workers
    const params = { queue: QUEUE, worker: worker!.workerId }
    const paused = await asked.get('pauseQueue', { params, body })
    expect(paused.workers).toMatchObject([{ queues: [{ isPaused: true }] }])
    const resumed = await asked.get('resumeQueue', { params, body })
    expect(resumed.workers).toMatchObject([{ state: 'working' }])
    expect((await asked.get('pauseWorker', { params, body })).workers).toMatchObject([
      { state: 'paused' },
    ])
    expect((await asked.get('resumeWorker', { params, body })).workers).toMatchObject([
      { state: 'working' },
    ])
    expect(await asked.get('drainQueue', { params })).toMatchObject({ workers: [{}] })
    expect(await asked.refusal('pauseQueue', { params: { queue: 'nowhere' }, body })).toBe(
      '404 ARQ_WORKER_NOT_FOUND',
    )
    const end = { end: true }
    expect(await asked.refusal('drainQueue', { params, body: end })).toBe('422 ARQ_CONFIG_INVALID')
  })
})

describe('cron jobs', () => {
  const digest = task('digest', () => 'sent')

  it('are listed in words, and come out of their turn', async () => {
    const cronJobs = [cron(digest, '0 3 * * *', { queueName: QUEUE })]
    asked = world.dashboard({ cronJobs })
    const query = { count: '3', lang: 'zh-CN' }
    const { cronJobs: shown } = await asked.get('cron', { query })
    expect(shown).toMatchObject([
      {
        name: 'cron:digest',
        when: '0 3 * * *',
        inWords: '每天 03:00',
        previous: expect.any(String),
      },
    ])
    expect(shown[0]!.next).toHaveLength(3)
    const ran = await asked.get('runCronNow', { params: { name: 'cron:digest' } })
    expect(ran).toMatchObject({ name: 'cron:digest', queue: QUEUE })
    expect(await world.client.getJobStatus(ran.jobId)).toBeDefined()
    expect(await asked.refusal('runCronNow', { params: { name: 'other' } })).toBe('404 not_found')
  })
})

describe('a cron job that is paused', () => {
  const cronJobs = [
    cron(
      task('weekly', () => 'sent'),
      '0 3 * * 1',
    ),
  ]
  const params = { name: 'cron:weekly' }

  it('is so for every worker of the store, until it is resumed', async () => {
    asked = world.dashboard({ cronJobs })
    const [before] = (await asked.get('cron')).cronJobs
    expect(before).toMatchObject({ isPaused: false, pausedAt: null })
    expect(await asked.get('pauseCron', { params })).toMatchObject({ hasChanged: true })
    expect(await asked.get('pauseCron', { params })).toMatchObject({ hasChanged: false })
    const [shown] = (await asked.get('cron')).cronJobs
    expect(shown).toMatchObject({ isPaused: true, pausedAt: expect.stringMatching(/Z$/) })
    expect([...(await world.client.pausedCrons(['cron:weekly', 'other'])).keys()]).toEqual([
      'cron:weekly',
    ])
    expect(await asked.get('resumeCron', { params })).toEqual({
      ...{ name: 'cron:weekly', isPaused: false, hasChanged: true },
    })
    expect((await world.client.pausedCrons(['cron:weekly'])).size).toBe(0)
    expect(await asked.refusal('pauseCron', { params: { name: 'other' } })).toBe('404 not_found')
  })

  it('needs a result store, and the page says so', async () => {
    asked = world.dashboard({ cronJobs, resultStore: undefined })
    expect((await asked.get('session')).features.cronPause).toBe(false)
    expect((await asked.get('cron')).cronJobs).toMatchObject([{ isPaused: null }])
    expect(await asked.refusal('pauseCron', { params })).toBe('501 ARQ_UNSUPPORTED')
  })
})

describe('the audit log', () => {
  it('has every act, what it was for and how it ended', async () => {
    const jobId = await world.failedJob()
    await asked.get('deleteJob', { params: { jobId } })
    await asked.refusal('deleteJob', { params: { jobId } })
    await asked.get('enqueueJob', { body: { function: 'add', args: [1, 2] } })
    const { acts } = await asked.get('audit')
    expect(
      acts.map(({ action, target, outcome, code }) => [action, target, outcome, code]),
    ).toEqual([
      ['enqueueJob', 'add', 'done', null],
      ['deleteJob', jobId, 'failed', 'not_found'],
      ['deleteJob', jobId, 'done', null],
    ])
  })
})

describe('without a result store', () => {
  it('queues and workers are shown, and jobs are refused with what is missing', async () => {
    asked = world.dashboard({ resultStore: undefined })
    expect((await asked.get('overview')).store).toBeNull()
    expect((await asked.get('session')).features.jobs).toBe(false)
    for (const name of ['jobs', 'job', 'retryJob'] as const) {
      expect(await asked.refusal(name)).toBe('501 ARQ_UNSUPPORTED')
    }
  })
})
