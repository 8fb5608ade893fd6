import { appendFile, copyFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { createRabbit, type RabbitServer } from '@arq/tooling-services'
import { AmqpTransport } from '@arq/transport-amqp'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { managementOf } from '../management.js'

const files = join(import.meta.dirname, '..', '..', 'compose', 'rabbitmq')
const DUE = 'arq.delay.due'
/** The delay waits in one of these first; in which depends on how long declaring it takes. */
const BUCKETS = 'arq.delay.b.'

let dataDir: string
let rabbit: RabbitServer

const describeInFull = isFullRun ? describe : describe.skip

describeInFull('RabbitMQ as the compose file starts it', () => {
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'arq-compose-'))
    rabbit = await createRabbit({ dataDir })
    await copyFile(join(files, 'advanced.config'), join(dataDir, 'advanced.config'))
    // The addresses of the test's own stay: a broker adds up its files in conf.d, too.
    await appendFile(join(dataDir, 'rabbitmq.conf'), await readFile(join(files, 'rabbitmq.conf')))
    await rabbit.start()
  })
  afterAll(async () => {
    await rabbit.dispose()
    await rm(dataDir, { recursive: true, force: true })
  })

  it('sends a dead letter again within the time of a test, not after 180 s', async () => {
    const broker = managementOf(rabbit.managementUrl)
    const transport = new AmqpTransport({ url: rabbit.url })
    await transport.connect()
    await transport.publish({
      queueName: 'orders',
      kind: 'job',
      body: Buffer.from('{}'),
      headers: {},
      messageId: 'm',
      // Far enough away that the due queue is gone before, on a slow machine too.
      dueAtMs: Date.now() + 10_000,
    })
    await broker.delete(`queues/%2F/${DUE}`)
    await broker.untilCounted(BUCKETS, 'messages_dlx', 1)
    expect(await transport.queueInfo(DUE)).toBeUndefined()

    await broker.put(`queues/%2F/${DUE}`, {
      durable: true,
      arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 2_147_483_647 },
    })
    await broker.untilCounted(DUE, 'messages_ready', 1)
    await transport.close()
  })
})
