import { type Client, createClient } from '@arq/client'
import { isArqError, silentLogger, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { describe, expect, it } from '@jest/globals'

import { latch } from '../setup.js'
import { Fleet } from './fleet.js'
import { nodesOf, serverUrl, uniqueName } from './servers.js'
import { setup } from './setup.js'

interface Case {
  /** Of the result store; absent: there is none. */
  readonly layout?: 'lean' | 'python'
}

const SLOTS = 6

/** Three workers in processes of their own with two slots each, and clients here. */
async function setupFleet({ layout }: Case) {
  const rabbitUrl = serverUrl('ARQ_TEST_RABBITMQ_URL')
  const redisUrl = serverUrl('ARQ_TEST_REDIS_URL')
  const queueName = uniqueName('queue')
  const keyPrefix = uniqueName('keys')
  const clients: Client[] = []
  const newClient = async (): Promise<Client> => {
    const client = await createClient({
      transport: new AmqpTransport({ url: nodesOf(rabbitUrl) }),
      queueName,
      logger: silentLogger,
      ...(layout
        ? { resultStore: new RedisResultStore({ url: redisUrl, keyPrefix, layout }) }
        : {}),
    })
    clients.push(client)
    return client
  }
  const fleet = new Fleet({
    rabbitUrl,
    ...(layout ? { redisUrl, layout } : {}),
    keyPrefix,
    queueName,
    type: 'quorum',
    settings: { maxConcurrentJobs: 2, prefetchCount: 2 },
  })
  const close = async (): Promise<void> => {
    await fleet.kill()
    for (const client of clients) await client.close()
  }
  return { newClient, fleet, close }
}

const codeOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.catch((error: unknown) => (isArqError(error) ? error.code : error))

describe('abort() from another process', () => {
  it.each<Case>([{ layout: 'lean' }, { layout: 'python' }, {}])(
    'stops each job on whichever of three workers runs it: %p',
    async (each) => {
      const { newClient, fleet, close } = await setupFleet(each)
      try {
        const [client, other] = [await newClient(), await newClient()]
        const specs = Array.from({ length: SLOTS }, () => ({ function: 'stoppable' }))
        const jobs = await client.enqueueJobs(specs)
        fleet.start(3)
        await fleet.until(() => fleet.began.size === SLOTS)
        // One by its own client, the others by their ids alone.
        const aborted = jobs.map((job, n) => (n === 0 ? job : other.getJob(job.id)).abort())
        expect(await Promise.all(aborted)).toEqual(jobs.map(() => true))
        const ends = await Promise.all(jobs.map((job) => codeOf(job.result({ timeout: 30 }))))
        expect(ends).toEqual(jobs.map(() => 'ARQ_JOB_ABORTED'))
        await fleet.until(() => fleet.ended.size === SLOTS)
        expect(fleet.ended).toEqual(new Map(jobs.map((job) => [job.id, 1])))
        await fleet.stop()
      } finally {
        await close()
      }
    },
  )

  it.each<Case>([{ layout: 'lean' }, { layout: 'python' }])(
    'keeps jobs from running that are queued, deferred, or have an id of the caller’s: %p',
    async (each) => {
      const { newClient, fleet, close } = await setupFleet(each)
      try {
        const [client, other] = [await newClient(), await newClient()]
        const call = async (options = {}) => client.enqueueJob('innocent', [1], options)
        const jobs = [
          await call(),
          await call({ deferBy: '300ms' }),
          await call({ jobId: uniqueName('id') }),
        ]
        const ids = jobs.map((job) => job.id)
        const aborted = ids.map((id) => other.getJob(id).abort())
        expect(await Promise.all(aborted)).toEqual([true, true, true])
        fleet.start(1)
        // Due after the deferred one.
        const last = await client.enqueueJob('innocent', [1], { deferBy: '600ms' })
        expect(await last.result({ timeout: 30 })).toBe(1)
        expect([...fleet.began.keys()]).toEqual([last.id])
        for (const id of ids) expect(await other.getJobStatus(id)).toBe('aborted')
        await fleet.stop()
      } finally {
        await close()
      }
    },
  )
})

it('aborts and ends at the same time have one truth: what abort(), result() and the record say', async () => {
  const COUNT = 100
  const began = Array.from({ length: COUNT }, () => latch())
  const returned = Array.from({ length: COUNT }, () => latch())
  const brief = task('brief', async (ctx, n: number) => {
    began[n]?.open()
    await new Promise((resolve) => setTimeout(resolve, n % 10))
    returned[n]?.open()
    return ctx.jobId
  })
  const arq = await setup({ functions: [brief], maxConcurrentJobs: 10 })
  const running = arq.worker.run()
  const truths = await Promise.all(
    Array.from({ length: COUNT }, async (_, n) => {
      const job = await arq.client.enqueueJob(brief, [n])
      // A third waits in the queue or in the worker, a third runs, of a third the end is on its way to the store.
      if (n % 3 > 0) await (n % 3 === 1 ? began : returned)[n]?.opened
      const said = await job.abort({ timeout: 30 })
      const came = await codeOf(job.result({ timeout: 30 }))
      return { said, came, id: job.id }
    }),
  )
  for (const { said, came, id } of truths) {
    expect(came).toBe(said ? 'ARQ_JOB_ABORTED' : id)
    expect((await arq.store.get(id))?.status).toBe(said ? 'aborted' : 'completed')
  }
  const outcomes = truths.map(({ said }) => said)
  expect(new Set(outcomes)).toEqual(new Set([true, false]))
  const completed = outcomes.filter((said) => !said).length
  await arq.close()
  await running
  expect(arq.worker.counts).toMatchObject({ completed, failed: 0 })
})

it('an abort of an id that nobody knows leaves a later job of that id alone', async () => {
  const began = latch()
  const gate = latch()
  const later = task('later', async () => {
    began.open()
    await gate.opened
    return 'ran'
  })
  const arq = await setup({ functions: [later] })
  const running = arq.worker.run()
  const jobId = uniqueName('id')
  const early = arq.client.getJob(jobId)
  await expect(early.abort()).rejects.toMatchObject({ code: 'ARQ_JOB_NOT_FOUND' })
  const job = await arq.client.enqueueJob(later, [], { jobId })
  await began.opened
  gate.open()
  expect(await job?.result({ timeout: 30 })).toBe('ran')
  await arq.close()
  await running
})
