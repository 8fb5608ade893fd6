import { type Client, createClient } from '@arq/client'
import { type AnyTask, type JobContext, type ResultStore, silentLogger, task } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'
import { expect } from '@jest/globals'

import { Worker } from '../../src/index.js'
import { serverUrl, uniqueName } from './servers.js'

type NewStore = () => ResultStore

type Ctx = JobContext<object>

/** Processes that share a queue and a store. */
class Site {
  readonly #newStore: NewStore
  readonly #queueName = uniqueName('signals')
  readonly #ends: (() => Promise<unknown>)[] = []

  constructor(newStore: NewStore) {
    this.#newStore = newStore
  }

  async worker(functions: readonly AnyTask<object>[]): Promise<void> {
    const worker = new Worker<object>({ ...this.#settings(), functions, maxConcurrentJobs: 1 })
    this.#ends.push(() => worker.stop())
    const started = new Promise<void>((resolve) => worker.on('workerStarted', () => resolve()))
    void worker.run()
    await started
  }

  async client(): Promise<Client> {
    const client = await createClient(this.#settings())
    this.#ends.push(() => client.close())
    return client
  }

  #settings() {
    return {
      transport: new AmqpTransport({ url: serverUrl('ARQ_TEST_RABBITMQ_URL') }),
      resultStore: this.#newStore(),
      queueName: this.#queueName,
      logger: silentLogger,
    }
  }

  async close(): Promise<void> {
    for (const end of this.#ends.reverse()) await end()
  }
}

const order = task('order', (ctx: Ctx) => ctx.waitFor('approval', { timeout: '1h' }))
const plain = task('plain', () => 'plain')

/** Resolves when the job waits for a signal. */
async function untilWaiting(job: ReturnType<Client['getJob']>): Promise<void> {
  for await (const { status, deferUntil } of job.updates({ pollDelay: '20ms' })) {
    if (status === 'queued' && deferUntil) return
  }
}

/** Early, while it waits, many at once, too late, and none at all. */
export async function expectFirstSignal(newStore: NewStore): Promise<void> {
  const site = new Site(newStore)
  try {
    const client = await site.client()
    const early = await client.enqueueJob(order)
    expect(await early.signal('approval', 'early')).toBe('accepted')
    const hasty = task('hasty', (ctx: Ctx) => ctx.waitFor('approval', { timeout: '300ms' }))
    await site.worker([order, hasty, plain])
    expect(await early.result()).toBe('early')
    expect(await early.signal('approval')).toBe('ended')

    const waiting = await client.enqueueJob(order)
    await untilWaiting(waiting)
    // The only slot is free.
    expect(await (await client.enqueueJob(plain)).result()).toBe('plain')
    const other = await site.client()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_each, index) =>
        (index % 2 === 0 ? client : other).signal(waiting.jobId, 'approval', index),
      ),
    )
    expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(1)
    expect(await waiting.result()).toBe(answers.indexOf('accepted'))

    const alone = await client.enqueueJob(hasty)
    await expect(alone.result()).rejects.toMatchObject({
      original: { code: 'ARQ_SIGNAL_TIMEOUT' },
    })
  } finally {
    await site.close()
  }
}
