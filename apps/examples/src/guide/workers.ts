import { createClient } from '@arq/client'
import { JobFailed, silentLogger, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

let running = 0
let most = 0
const work = task('work', async () => {
  most = Math.max(most, (running += 1))
  await pause(20)
  running -= 1
})

/** Waits until it is told to stop. */
const wait = task({
  name: 'wait',
  timeout: '200ms',
  run: (ctx) =>
    new Promise<void>((_resolve, reject) => {
      ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason as Error))
    }),
})

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const client = await createClient(servers)
const jobs = await client.enqueueJobs(
  Array.from({ length: 20 }, () => ({ function: work }) as const),
)
const slow = await client.enqueueJob(wait)

const worker = new Worker({
  functions: [work, wait],
  ...servers,
  maxConcurrentJobs: 3,
  prefetchCount: 10,
  gracefulShutdownTimeout: '10s',
  logger: silentLogger,
})
void worker.run()

await Promise.all(jobs.map((job) => job.result()))
console.log(`${jobs.length} jobs, never more than 3 at once: ${most <= 3}`)

const error: unknown = await slow.result().catch((reason: unknown) => reason)
if (error instanceof JobFailed) console.log(error.original.code)

await worker.stop()
console.log(`completed ${worker.counts.completed}, failed ${worker.counts.failed}`)
await client.close()
