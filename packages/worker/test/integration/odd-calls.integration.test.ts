import { type Enqueuer, isArqError } from '@arq/core'
import { LONGEST_QUEUE_NAME_BYTES } from '@arq/core/internal'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { echo, expectSafeCall, oddCall, takeRaw } from '../odd-calls.js'
import { uniqueName } from './servers.js'
import { setup } from './setup.js'

/** A store of the client's own counts what the client writes; the one of the tasks counts for itself. */
async function openBench() {
  let started: (inside: Enqueuer) => void = () => {}
  const startup = new Promise<Enqueuer>((resolve) => (started = resolve))
  const bundle = await setup({ functions: [echo], onStartup: (ctx) => started(ctx.client) })
  const running = bundle.worker.run()
  const rawQueue = uniqueName('raw')
  const taken = await takeRaw(bundle.admin, rawQueue)
  const close = async (): Promise<void> => {
    await bundle.close()
    await running
  }
  return { ...bundle, ...taken, inside: await startup, rawQueue, close }
}

describe('whatever a caller passes, on RabbitMQ and Redis', () => {
  it('arrives as it was given, or is refused and leaves nothing behind', async () => {
    const bench = await openBench()
    await fc.assert(
      fc.asyncProperty(oddCall, async (call) => expectSafeCall(bench, call)),
      { numRuns: isFullRun ? 150 : 30 },
    )
    expect((await bench.admin.queueInfo(`${bench.queueName}.dlq`))?.ready ?? 0).toBe(0)
    await bench.close()
  })

  it('as the longest name of a queue leaves room for what is added to it', async () => {
    const start = uniqueName('長')
    const room = LONGEST_QUEUE_NAME_BYTES - Buffer.byteLength(start)
    const queueName = `${start}${'q'.repeat(room)}`
    const bench = await setup({ functions: [echo] }, { queueName })
    const running = bench.worker.run()
    const job = await bench.client.enqueueJob(echo, ['a'], { deferBy: '100ms' })
    expect(await job.result({ timeout: 30 })).toEqual(['a'])
    await bench.close()
    await running
  })

  it('as the longest job id goes with its message and its result', async () => {
    const bench = await openBench()
    const jobId = `${uniqueName('id')}${'名'.repeat(72)}`.padEnd(255 - 2 * 72, 'x')
    expect(Buffer.byteLength(jobId)).toBe(255)
    const job = await bench.client.enqueueJob(echo, ['a'], { jobId })
    expect(await job?.result({ timeout: 30 })).toEqual(['a'])
    const longer = bench.client.enqueueJob(echo, ['a'], { jobId: `${jobId}x` })
    const error: unknown = await longer.catch((thrown: unknown) => thrown)
    expect(isArqError(error) && error.sent).toBe('never')
    await bench.close()
  })
})
