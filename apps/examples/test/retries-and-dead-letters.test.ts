import { createClient } from '@arq/client'
import { silentLogger } from '@arq/core'
import { MemoryBroker, MemoryTransport } from '@arq/memory'
import { Worker } from '@arq/worker'
import { expect, it } from '@jest/globals'

import {
  createChargeTask,
  type ParkedJob,
  type PaymentService,
  takeParkedJob,
} from '../src/retries-and-dead-letters.js'

async function setup(payments: PaymentService) {
  const broker = new MemoryBroker()
  const charge = createChargeTask(payments)
  const transport = new MemoryTransport({ broker })
  const client = await createClient({ transport })
  const worker = new Worker({
    transport: new MemoryTransport({ broker }),
    functions: [charge],
    logger: silentLogger,
  })
  const running = worker.run()
  return {
    charge,
    client,
    transport,
    close: async () => {
      await worker.stop()
      await running
      await client.close()
    },
  }
}

it('runs again while the payment service is busy', async () => {
  const answers = ['busy', 'busy', 'paid'] as const
  let asked = 0
  const { charge, client, close } = await setup({ charge: async () => answers[asked++]! })
  const job = await client.enqueueJob(charge, ['order-1'])
  expect(await job.result()).toEqual({ order: 'order-1', attempts: 3 })
  await close()
})

it('parks what is refused, with its error and the job as it was sent', async () => {
  const { charge, client, transport, close } = await setup({ charge: async () => 'refused' })
  const job = await client.enqueueJob(charge, ['order-2'])
  await expect(job.result()).rejects.toMatchObject({ code: 'ARQ_JOB_FAILED' })
  const parked: ParkedJob[] = []
  await takeParkedJob(transport, 'default', (one) => void parked.push(one))
  expect(parked).toEqual([
    {
      jobId: job.id,
      error: 'payment of order-2 was refused',
      job: expect.objectContaining({ function: 'charge', args: ['order-2'], job_id: job.id }),
    },
  ])
  await close()
})
