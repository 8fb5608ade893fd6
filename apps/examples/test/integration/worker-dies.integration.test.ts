import { createClient } from '@arq/client'
import { createVirtualHost, type VirtualHost } from '@arq/tooling-services'
import { AmqpTransport } from '@arq/transport-amqp'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { type Running, runProgram } from '../run-program.js'

let host: VirtualHost
let next: Running | undefined
beforeAll(async () => void (host = await createVirtualHost('examples')))
afterAll(async () => {
  next?.process.kill('SIGTERM')
  await next?.ended
  await host.delete()
})

it('runs a job again when its worker dies', async () => {
  await using client = await createClient({ transport: new AmqpTransport({ url: host.url }) })
  const dying = runProgram('worker-dies.js', [], { RABBITMQ_URL: host.url, DIES: 'yes' })
  const job = await client.enqueueJob<string>('book', ['room 7'])
  // By a signal: it had no time to say anything to the broker.
  expect(await dying.ended).toMatchObject({ code: null })
  next = runProgram('worker-dies.js', [], { RABBITMQ_URL: host.url })
  expect(await job.result({ timeout: '60s' })).toBe('room 7 is booked')
})
