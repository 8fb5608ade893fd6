import { randomUUID } from 'node:crypto'

import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { charge, chargeOnce } from '../../src/one-job-per-id.js'
import { openServers } from '../real-servers.js'

let servers: Awaited<ReturnType<typeof openServers>>
beforeAll(async () => void (servers = await openServers()))
afterAll(() => servers.close())

it('charges an order once, whoever calls at the same time', async () => {
  const clients = [await servers.openClient(), await servers.openClient()]
  const order = randomUUID()
  const calls = clients.flatMap((client) =>
    Array.from({ length: 50 }, () => chargeOnce(client, order, 990)),
  )
  const jobs = (await Promise.all(calls)).filter((job) => job !== null)
  expect(jobs).toHaveLength(1)
  servers.startWorker({ functions: [charge] })
  expect(await jobs[0]?.result({ timeout: '60s' })).toEqual({ order, cents: 990 })
  expect(await chargeOnce(clients[0]!, order, 990)).toBeNull()
})
