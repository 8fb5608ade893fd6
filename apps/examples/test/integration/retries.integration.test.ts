import { AmqpTransport } from '@arq/transport-amqp'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import {
  createChargeTask,
  type ParkedJob,
  takeParkedJob,
} from '../../src/retries-and-dead-letters.js'
import { openServers } from '../real-servers.js'

let servers: Awaited<ReturnType<typeof openServers>>
beforeAll(async () => void (servers = await openServers()))
afterAll(() => servers.close())

it('runs again while the service is busy, and parks what it refuses', async () => {
  const answers = ['busy', 'busy', 'paid', 'refused'] as const
  let asked = 0
  const charge = createChargeTask({ charge: async () => answers[asked++]! })
  servers.startWorker({ functions: [charge] })
  const client = await servers.openClient()
  const paid = await client.enqueueJob(charge, ['order-1'])
  expect(await paid.result({ timeout: '60s' })).toEqual({ order: 'order-1', attempts: 3 })

  const refused = await client.enqueueJob(charge, ['order-2'])
  await expect(refused.result({ timeout: '60s' })).rejects.toMatchObject({ code: 'ARQ_JOB_FAILED' })
  const parked: ParkedJob[] = []
  const transport = new AmqpTransport({ url: servers.url })
  await transport.connect()
  await takeParkedJob(transport, 'default', (one) => void parked.push(one))
  await transport.close()
  expect(parked).toMatchObject([{ jobId: refused.id, error: 'payment of order-2 was refused' }])
})
