import { createClient } from '@arq/client'
import { silentLogger, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

let hasBegun = (): void => undefined
const begun = new Promise<void>((resolve) => (hasBegun = resolve))
let runs = 0

/** Its first run would take for ever; it goes when the worker is stopped. */
const build = task('build', async (ctx) => {
  runs += 1
  console.log(`run ${runs} is try ${ctx.jobTry}`)
  if (runs > 1) return 'built'
  hasBegun()
  await new Promise((_resolve, reject) => {
    ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason as Error))
  })
  return 'never comes here'
})

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const newWorker = () =>
  new Worker({
    functions: [build],
    ...servers,
    gracefulShutdownTimeout: '200ms',
    jobCompletionWait: '200ms',
    logger: silentLogger,
  })
const client = await createClient(servers)
const job = await client.enqueueJob(build)

const first = newWorker()
void first.run()
await begun
await first.stop()
console.log(`the first worker has stopped; interrupted: ${first.counts.interrupted}`)

const second = newWorker()
void second.run()
console.log(await job.result())

await second.stop()
await client.close()
