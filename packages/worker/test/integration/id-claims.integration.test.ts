import { ConnectionLost, defineTexts, type OutgoingMessage } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'
import { describe, expect, it } from '@jest/globals'

import { echo } from '../odd-calls.js'
import { serverUrl } from './servers.js'
import { setup } from './setup.js'

const texts = defineTexts({ lost: { en: 'The connection was lost', 'zh-CN': '连接已断开' } })

/** Tells the caller of its first job that the connection was lost, after the broker has the message or before. */
class LosingTransport extends AmqpTransport {
  readonly #hasArrived: boolean
  #isLosing = true

  constructor({ hasArrived }: { readonly hasArrived: boolean }) {
    super({ url: serverUrl('ARQ_TEST_RABBITMQ_URL') })
    this.#hasArrived = hasArrived
  }

  override async publish(message: OutgoingMessage): Promise<void> {
    if (!this.#isLosing) return super.publish(message)
    this.#isLosing = false
    if (this.#hasArrived) await super.publish(message)
    const text = texts.lost()
    throw new ConnectionLost({ code: 'ARQ_CONNECTION_LOST', text, scope: 'connection' })
  }
}

describe('a call that is repeated after a lost connection, with its jobId', () => {
  it.each([
    ['the message had not arrived', false],
    ['the message had arrived', true],
  ])('runs its job once when %s', async (_words, hasArrived) => {
    const bench = await setup(
      { functions: [echo], prefetchCount: 1 },
      { client: { transport: new LosingTransport({ hasArrived }) } },
    )
    const { client, store, worker } = bench
    const jobId = `once-${bench.queueName}`
    const call = async () => client.enqueueJob(echo, ['a'], { jobId })
    await expect(call()).rejects.toMatchObject({ code: 'ARQ_CONNECTION_LOST', sent: 'unknown' })
    expect(await store.get(jobId)).toMatchObject({ status: 'queued', claim: 'open' })
    const job = await call()
    expect((await store.get(jobId))?.claim).toBeUndefined()
    const running = worker.run()
    expect(await job?.result({ timeout: 30 })).toEqual(['a'])
    expect(await call()).toBeNull()
    await bench.close()
    await running
    expect(worker.counts).toMatchObject({ completed: 1, duplicateRuns: 0 })
  })

  it('gives the id to one of many that repeat it at once', async () => {
    const losing = new LosingTransport({ hasArrived: false })
    const bench = await setup({ functions: [echo] }, { client: { transport: losing } })
    const jobId = `one-${bench.queueName}`
    await expect(bench.client.enqueueJob(echo, ['a'], { jobId })).rejects.toMatchObject({
      sent: 'unknown',
    })
    const jobs = await Promise.all(
      Array.from({ length: 40 }, async () => bench.client.enqueueJob(echo, ['a'], { jobId })),
    )
    expect(jobs.filter((job) => job !== null)).toHaveLength(1)
    expect((await bench.admin.queueInfo(bench.queueName))?.ready).toBe(1)
    await bench.close()
  })
})
