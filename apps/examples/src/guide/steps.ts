import { createClient } from '@arq/client'
import { task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const order = task({
  name: 'order',
  maxRetries: 3,
  retryBackoff: '1s',
  run: async (ctx, amount: number) => {
    console.log(`try ${ctx.jobTry} begins`)
    // Stored before the job goes on. Every later run is given what it gave.
    const receipt = await ctx.step('charge', ({ idempotencyKey }) => {
      console.log(`charging ${amount}, once`)
      return { amount, key: idempotencyKey }
    })
    // With tries of its own, which count no try of the job.
    await ctx.step('invoice', { retries: 2, backoff: '200ms' }, ({ stepTry }) => {
      console.log(`writing the invoice, time ${stepTry}`)
      if (stepTry === 1) throw new Error('no paper')
    })
    if (ctx.jobTry === 1) throw Object.assign(new Error('cut off'), { code: 'ECONNRESET' })
    // In no slot; it may be two days as well. The job runs from its beginning afterwards.
    await ctx.sleep('2s')
    for (const to of ['ada', 'bob']) {
      await ctx.step('ask', () => console.log(`asking ${to} how it was`))
    }
    return receipt.amount
  },
})

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const worker = new Worker({ functions: [order], ...servers })
void worker.run()
const client = await createClient(servers)

const job = await client.enqueueJob(order, [30])
console.log(`result: ${await job.result()}, tries: ${(await job.info()).jobTry}`)
for (const { name, state, tries } of await job.steps()) console.log(name, state, tries)

await client.close()
await worker.stop()
