// A worker, or some clients, in a process of its own, from the built packages: their jobs are those of a few keys. It says
// what it does, and when, by the clock that all processes of the machine share.
import { setTimeout } from 'node:timers/promises'

import { createClient } from '@arq/client'
import { silentLogger, task } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const { role, rabbitUrl, storeModule, storeName, storeSettings, queueName, ...calls } = JSON.parse(
  process.argv[2],
)
const { [storeName]: Store } = await import(storeModule)

const say = (word, key, call) =>
  process.stdout.write(`${word} ${key} ${String(call)} ${String(process.hrtime.bigint())}\n`)

const save = task({
  name: 'save',
  unique: { key: (key) => key, mode: 'keepLast' },
  run: async (_ctx, key, call) => {
    say('began', key, call)
    await setTimeout(2 + (call % 4) * 5)
    say('ended', key, call)
    return call
  },
})

const shared = () => ({
  queueName,
  logger: silentLogger,
  transport: new AmqpTransport({ url: rabbitUrl.split(','), reconnectInterval: '200ms' }),
})
const resultStore = new Store(storeSettings)

if (role === 'worker') {
  await Worker.run({
    ...{ ...shared(), resultStore, functions: [save], maxConcurrentJobs: 8, prefetchCount: 10 },
    maxDeliveries: 0,
  })
} else {
  const { keys, clients, first, count } = calls
  const call = async (client, number) => {
    const key = keys[number % keys.length]
    say('calls', key, number)
    try {
      await client.enqueueJob(save, [key, number])
      say('called', key, number)
    } catch (error) {
      // It may have been taken or not, as a call that nobody answers.
      process.stderr.write(`call ${number}: ${error.message}\n`)
    }
  }
  const one = async (_, index) => {
    const client = await createClient({ ...shared(), resultStore })
    for (let number = first + index; number < first + count; number += clients) {
      await call(client, number)
    }
    await client.close()
  }
  await Promise.all(Array.from({ length: clients }, one))
  process.exit()
}
