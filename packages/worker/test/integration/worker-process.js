// A worker in a process of its own, from the built packages, to be killed by tests.
import { task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const [rabbitUrl, redisUrl, keyPrefix, queueName] = process.argv.slice(2)

const double = task('double', async (_ctx, n) => n * 2)
const sleep = task('sleep', async (ctx, ms) => {
  await new Promise((resolve, reject) => {
    setTimeout(resolve, ms)
    ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason))
  })
  return ms
})

await Worker.run({
  functions: [double, sleep],
  queueName,
  maxConcurrentJobs: 50,
  prefetchCount: 200,
  transport: new AmqpTransport({ url: rabbitUrl.split(',') }),
  resultStore: new RedisResultStore({ url: redisUrl, keyPrefix }),
})
