// A worker in a process of its own, from the built packages, whose jobs have keys. It says when each begins and ends, by
// the clock that all processes of the machine share.
import { setTimeout } from 'node:timers/promises'

import { silentLogger, task } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const { rabbitUrl, storeModule, storeName, storeSettings, queueName, ...limits } = JSON.parse(
  process.argv[2],
)
const { [storeName]: Store } = await import(storeModule)

const say = (word, key, job) =>
  process.stdout.write(`${word} ${key} ${String(job)} ${String(process.hrtime.bigint())}\n`)

const keyed = task({
  name: 'keyed',
  maxRetries: 3,
  retryBackoff: '50ms',
  run: async (ctx, key, job) => {
    say('began', key, job)
    await setTimeout(5 + (job % 5) * 10)
    say('ended', key, job)
    if (job % 7 === 3 && ctx.jobTry === 1)
      throw Object.assign(new Error('again'), { code: 'ECONNRESET' })
  },
  concurrency: { key: (key) => key, ...limits },
})

await Worker.run({
  functions: [keyed],
  queueName,
  logger: silentLogger,
  transport: new AmqpTransport({ url: rabbitUrl.split(','), reconnectInterval: '200ms' }),
  resultStore: new Store(storeSettings),
  keyLease: '2s',
  maxDeliveries: 0,
  maxConcurrentJobs: 8,
  prefetchCount: 10,
})
