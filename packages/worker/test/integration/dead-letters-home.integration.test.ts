import { readFileSync } from 'node:fs'

import { decodeJobRecord, JobFailed, task } from '@arq/core'
import { createRabbit } from '@arq/tooling-services'
import { describe, expect, it } from '@jest/globals'

import { Management } from './management.js'
import { serverUrl } from './servers.js'
import { setup } from './setup.js'

/** A worker whose task fails until `heal` is called. */
async function setupFailing(servers: Parameters<typeof setup>[1] = {}) {
  let isBroken = true
  const print = task('print', async (ctx, words: string) => {
    if (isBroken) throw new Error('the printer is on fire')
    return `${words}, by try ${String(ctx.jobTry)}`
  })
  const arq = await setup({ functions: [print] }, servers)
  const running = arq.worker.run()
  return {
    ...arq,
    running,
    heal: () => (isBroken = false),
    /** Enqueues a job, and resolves when its dead letter lies there. */
    async fail(words: string) {
      const job = await arq.client.enqueueJob(print, [words])
      await expect(job.result({ timeout: 30 })).rejects.toBeInstanceOf(JobFailed)
      return job
    },
    resultOf: (jobId: string) => arq.client.getJob(jobId).result({ timeout: 30 }),
  }
}

describe('the management page', () => {
  it('moves a dead letter home, and it is run again', async () => {
    const arq = await setupFailing()
    const management = new Management(serverUrl('ARQ_TEST_RABBITMQ_MANAGEMENT_URL'))
    const job = await arq.fail('page 1')
    arq.heal()
    await management.moveByHand(`${arq.queueName}.dlq`, arq.queueName)
    await arq.until(job.jobId, 'completed')
    expect(await arq.resultOf(job.jobId)).toBe('page 1, by try 1')
    expect(await arq.admin.queueInfo(`${arq.queueName}.dlq`)).toMatchObject({ ready: 0 })
    await arq.close()
  })
})

describe('a broker’s shovel', () => {
  it('moves dead letters home, and each is run again', async () => {
    const rabbit = await createRabbit({ plugins: ['rabbitmq_shovel'] })
    await rabbit.start()
    const arq = await setupFailing({ rabbitUrl: rabbit.url })
    const jobs = await Promise.all(['page 1', 'page 2', 'page 3'].map((words) => arq.fail(words)))
    arq.heal()
    await new Management(rabbit.managementUrl).shovel(`${arq.queueName}.dlq`, arq.queueName)
    await Promise.all(jobs.map(({ jobId }) => arq.until(jobId, 'completed')))
    expect(arq.worker.counts).toMatchObject({ failed: 3, completed: 3, duplicateDeliveries: 0 })
    await arq.close()
    await rabbit.dispose()
  })
})

describe('a dead letter of the Python library', () => {
  it('is run again by ours, with the record that Python left', async () => {
    const mended = task('fail', async (_ctx, words: string) => `mended: ${words}`)
    const arq = await setup({ functions: [mended] })
    const sample = pythonSample('error-non-retriable')
    const letter = sample.messages.at(-1)!
    const record = sample.redis_after[`rabbitmq_arq:result:${sample.job_id}`]?.value
    await arq.store.create(decodeJobRecord(record!), { ttlMs: 60_000 })
    expect(await arq.client.getJobStatus(sample.job_id)).toBe('failed')

    void arq.worker.run()
    await arq.admin.publish({
      queueName: arq.queueName,
      kind: 'job',
      body: Buffer.from(letter.body),
      headers: letter.properties.headers,
      messageId: letter.properties.message_id,
    })
    await arq.until(sample.job_id, 'completed')
    const job = arq.client.getJob(sample.job_id)
    expect(await job.result({ timeout: 30 })).toBe('mended: boom ✗')
    await arq.close()
  })
})

interface PythonSample {
  readonly job_id: string
  readonly messages: readonly {
    readonly body: string
    readonly properties: { readonly headers: Record<string, unknown>; readonly message_id: string }
  }[]
  readonly redis_after: Readonly<Record<string, { readonly value?: string }>>
}

function pythonSample(name: string): PythonSample {
  const file = new URL(`../../../core/test/wire-samples/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as PythonSample
}
