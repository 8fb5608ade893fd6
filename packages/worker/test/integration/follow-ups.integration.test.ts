import { Retry, silentLogger, task } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'
import { describe, expect, it } from '@jest/globals'

import { latch } from '../setup.js'
import { serverUrl, uniqueName } from './servers.js'
import { results, setup } from './setup.js'

const fail = task('fail', async (_ctx, n: number) => {
  throw new Error(`broken ${String(n)}`)
})
const ok = task('ok', async () => 'done')

/** A logger that remembers errors, and tells of the first message that found no place. */
function errorLog() {
  const errors: string[] = []
  const first = latch()
  const logger = {
    ...silentLogger,
    error: (text: string) => {
      errors.push(text)
      if (text.includes('Could not publish')) first.open()
    },
    child: () => logger,
  }
  return { logger, errors, first: first.opened }
}

describe('a retry that has grown beyond what the transport takes', () => {
  it('ends in the dead letter queue with the body that came, and the job has failed', async () => {
    const grows = task('grows', async (_ctx, _padding: string) => {
      throw new Retry({ defer: 0, cause: new Error('again') })
    })
    const arq = await setup({ functions: [grows] }, { transport: { maxMessageBytes: 2000 } })
    void arq.worker.run()
    // What `start_time`, `end_time` and `error` of a second try add does not fit any more.
    const body = JSON.stringify({
      job_id: uniqueName('job'),
      function: 'grows',
      args: ['x'.repeat(1800)],
      queue_name: arq.queueName,
    })
    const message = { queueName: arq.queueName, kind: 'job', headers: { mine: 'kept' } } as const
    await arq.admin.publish({ ...message, body: Buffer.from(body), messageId: 'm' })
    const [letter] = await arq.take(`${arq.queueName}.dlq`)
    expect(letter?.body).toBe(body)
    expect(letter?.headers).toMatchObject({
      mine: 'kept',
      'x-error-code': 'ARQ_PUBLISH_TOO_LARGE',
      'x-error-category': 'non_retriable',
    })
    await arq.close()
  })
})

describe('a dead letter whose headers fill the broker’s frame', () => {
  it('goes without them rather than nowhere', async () => {
    const arq = await setup({ functions: [fail] })
    void arq.worker.run()
    const body = `{"job_id":"${uniqueName('job')}","function":"fail","args":[1],"queue_name":"q"}`
    await arq.admin.publish({
      queueName: arq.queueName,
      kind: 'job',
      headers: { large: 'x'.repeat(130_500) },
      body: Buffer.from(body),
      messageId: 'm',
    })
    const [letter] = await arq.take(`${arq.queueName}.dlq`)
    expect(letter?.body).toBe(body)
    expect(letter?.headers).toMatchObject({ 'x-error-message': 'broken 1', 'x-retry-count': 0 })
    expect(letter?.headers).not.toHaveProperty('large')
    await arq.close()
  })
})

describe('a dead letter queue that is full', () => {
  it('makes jobs wait unacknowledged, holds no slot, is said once, and gets every letter in the end', async () => {
    const queueName = uniqueName('queue')
    const dlq = `${queueName}.dlq`
    const { logger, errors, first } = errorLog()
    const arq = await setup(
      { functions: [fail, ok], maxConcurrentJobs: 1, logger },
      {
        queueName,
        // The transport repeats a refused message by itself for as long as a confirm may take.
        transport: { confirmTimeout: '1s', queues: { [dlq]: { type: 'classic', maxLength: 1 } } },
      },
    )
    void arq.worker.run()
    const broken = []
    for (const n of [1, 2, 3]) broken.push(await arq.client.enqueueJob(fail, [n]))
    await first
    const others = [await arq.client.enqueueJob(ok, []), await arq.client.enqueueJob(ok, [])]
    expect(await results(others)).toEqual(['done', 'done'])
    const letters = await arq.take(dlq, 3)
    expect(letters.map(({ headers }) => headers['x-error-message']).sort()).toEqual([
      'broken 1',
      'broken 2',
      'broken 3',
    ])
    const ends = await Promise.allSettled(broken.map((job) => job.result({ timeout: 30 })))
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    const unpublished = errors.filter((text) => text.includes('Could not publish'))
    expect(unpublished).toHaveLength(1)
    await arq.worker.stop()
    expect(arq.worker.counts).toMatchObject({ failed: 3, duplicateRuns: 0, duplicateDeliveries: 0 })
    await arq.close()
  })
})

describe('a dead letter queue that is not there, where operators own the queues', () => {
  it('is waited for', async () => {
    const dlqName = uniqueName('parked')
    const { logger, errors, first } = errorLog()
    const url = serverUrl('ARQ_TEST_RABBITMQ_URL')
    const arq = await setup({
      functions: [fail],
      dlqName,
      logger,
      transport: new AmqpTransport({ url, declareQueues: false }),
    })
    // Whoever may declare does so for the work queue.
    const job = await arq.client.enqueueJob(fail, [1])
    void arq.worker.run()
    await first
    expect(errors).toEqual([expect.stringContaining(`Could not publish to ${dlqName}`)])
    const [letter] = await arq.take(dlqName)
    expect(letter?.headers).toMatchObject({ 'x-error-message': 'broken 1' })
    await expect(job.result({ timeout: 30 })).rejects.toMatchObject({ code: 'ARQ_JOB_FAILED' })
    await arq.close()
  })
})
