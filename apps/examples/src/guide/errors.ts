import { createClient } from '@arq/client'
import { isArqError, JobFailed, localizedMessage, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'
import * as v from 'valibot'

const ship = task({
  name: 'ship',
  input: v.object({ order: v.string(), parcels: v.pipe(v.number(), v.minValue(1)) }),
  run: (_ctx, { order }): string => {
    throw new RangeError(`${order} is too heavy`)
  },
})

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const worker = new Worker({ functions: [ship], ...servers })
void worker.run()
const client = await createClient(servers)

/** A program decides on the code. The text is for people, in two languages, and may change. */
async function tell(what: () => Promise<unknown>): Promise<void> {
  try {
    console.log(await what())
  } catch (error) {
    if (!isArqError(error)) throw error
    console.log(error.code, error.retryable ? 'may succeed later' : 'will fail again')
    if (error instanceof JobFailed) console.log('  ', error.original.name, error.original.message)
    else console.log('  ', localizedMessage(error, 'en'))
  }
}

// Refused before anything is sent.
await tell(() => client.enqueueJob(ship, { order: 'order-7', parcels: 0 }))
await tell(() => client.enqueueJob('ship', [], { jobId: '' }))
// The task threw.
const job = await client.enqueueJob(ship, { order: 'order-7', parcels: 1 })
await tell(() => job.result({ timeout: '30s' }))
// Nobody knows it.
await tell(() => client.getJob('no-such-job').status())

await client.close()
await worker.stop()
