// A worker of a queue of others in a process of its own, from the built packages. It tells of each message that it ran.
import { setTimeout } from 'node:timers/promises'

import { task } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'
import { consumeRaw, Worker } from '@arq/worker'

const { rabbitUrl, queueName, holdsMs } = JSON.parse(process.argv[2])

const work = task('work', async (_ctx, order) => {
  process.stdout.write(`began ${order.id}\n`)
  if (holdsMs > 0) await setTimeout(holdsMs)
  process.stdout.write(`ended ${order.id}\n`)
})

await Worker.run({
  functions: [],
  raw: [consumeRaw(queueName, work, { deadLetter: 'exchange', concurrency: 50 })],
  transport: new AmqpTransport({ url: rabbitUrl }),
})
