import { silentLogger } from '@arq/core'
import { createVirtualHost } from '@arq/tooling-services'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'
import { expect, it } from '@jest/globals'

import { multiply, multiplyElsewhere } from '../../src/without-redis.js'

it('gives a result over RabbitMQ alone', async () => {
  const { url, delete: deleteHost } = await createVirtualHost('examples')
  const worker = new Worker({
    transport: new AmqpTransport({ url }),
    functions: [multiply],
    logger: silentLogger,
  })
  const running = worker.run()
  expect(await multiplyElsewhere(new AmqpTransport({ url }))).toBe(42)
  await worker.stop()
  await running
  await deleteHost()
})
