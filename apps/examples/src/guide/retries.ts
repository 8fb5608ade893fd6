import { createClient } from '@arq/client'
import { JobFailed, Retry, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const charge = task({
  name: 'charge',
  maxRetries: 3,
  retryBackoff: '100ms',
  run: (ctx, order: string) => {
    console.log(`try ${ctx.jobTry}`)
    // The task asks for another run.
    if (ctx.jobTry === 1) throw new Retry({ defer: '200ms' })
    // What may go away by itself is run again, after the back-off.
    if (ctx.jobTry === 2) throw Object.assign(new Error('no answer'), { code: 'ECONNREFUSED' })
    return `${order} is paid`
  },
})

/** Everything else is final. */
const refund = task('refund', (ctx, order: string): string => {
  throw new Error(`${order} was never paid`)
})

/** Unless the task says otherwise. */
const ship = task({
  name: 'ship',
  maxRetries: 2,
  retryBackoff: '50ms',
  retryOn: 'all',
  run: (_ctx, order: string): string => {
    throw new Error(`${order}: no parcel service`)
  },
})

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const worker = new Worker({ functions: [charge, refund, ship], ...servers })
void worker.run()
const client = await createClient(servers)

const charged = await client.enqueueJob(charge, ['order-7'])
console.log(await charged.result())

for (const failing of [refund, ship]) {
  const job = await client.enqueueJob(failing, ['order-8'])
  const error: unknown = await job.result().catch((reason: unknown) => reason)
  if (!(error instanceof JobFailed)) throw error
  const { jobTry } = await job.info()
  console.log(`${failing.name}: ${error.original.message} (tries: ${jobTry})`)
}

await client.close()
await worker.stop()
