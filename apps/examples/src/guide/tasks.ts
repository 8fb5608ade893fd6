import { createClient } from '@arq/client'
import { InvalidArguments, isoDate, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'
import * as v from 'valibot'

/** The short form: types alone describe the arguments. */
const greet = task('greet', (_ctx, name: string, greeting = 'Hello') => `${greeting}, ${name}`)

/** With schemas: checked when it is enqueued, checked again when it is run. */
const bill = task({
  name: 'bill',
  input: v.object({
    customer: v.string(),
    cents: v.pipe(v.number(), v.integer(), v.minValue(1)),
    due: isoDate(),
  }),
  output: v.object({ text: v.string(), due: isoDate() }),
  timeout: '30s',
  maxRetries: 5,
  run: (_ctx, { customer, cents, due }) => ({
    text: `${customer} owes ${(cents / 100).toFixed(2)}`,
    due,
  }),
})

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const worker = new Worker({ functions: [greet, bill], ...servers })
void worker.run()
const client = await createClient(servers)

const greeting = await client.enqueueJob(greet, ['Ada'])
console.log(await greeting.result())

const billing = await client.enqueueJob(bill, {
  customer: 'Ada',
  cents: 1250,
  due: new Date('2027-01-31'),
})
const { text, due } = await billing.result()
console.log(`${text}, due in ${due.getUTCFullYear()}`)

try {
  await client.enqueueJob(bill, { customer: 'Ada', cents: 0.5, due: '31 January' })
} catch (error) {
  if (!(error instanceof InvalidArguments)) throw error
  console.log(error.code)
  for (const { path, message } of error.issues) console.log(`  ${path}: ${message}`)
}

await client.close()
await worker.stop()
