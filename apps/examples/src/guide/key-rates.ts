import { setTimeout } from 'node:timers/promises'

import { createClient } from '@arq/client'
import { task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

/** Stands for a language model: what an answer costs is known afterwards. */
const model = {
  answer: (prompt: string) => ({ text: `about ${prompt}`, tokens: prompt.length * 10_000 }),
}

const ask = task({
  name: 'ask',
  run: (ctx, tenant: string, prompt: string) => {
    const { text, tokens } = model.answer(prompt)
    ctx.usage({ tokens })
    return text
  },
  rate: { key: (tenant) => tenant, limit: 100, budget: { tokens: 90_000 }, per: '1h' },
})

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const worker = new Worker({ functions: [ask], ...servers })
void worker.run()
const client = await createClient(servers)

const long = await client.enqueueJob(ask, ['acme', 'the weather'])
console.log(await long.result(), (await long.info()).usage)

// The budget is used up: this one waits, and those of other tenants do not.
const next = await client.enqueueJob(ask, ['acme', 'rain'])
const other = await client.enqueueJob(ask, ['small', 'snow'])
console.log(await other.result())

let isWaiting = false
while (!isWaiting) {
  await setTimeout(50)
  for await (const { key, waiting, rate } of client.limits.list('ask')) {
    isWaiting = key === 'acme' && waiting === 1
    if (isWaiting) console.log(`${key} has used ${String(rate?.used['tokens'])}`)
  }
}
// This tenant has paid for more; from now on, for all workers.
const more = { tokens: 500_000 }
await client.limits.set('ask', { key: 'acme', rate: { limit: 100, budget: more, per: '1h' } })
console.log(await next.result())

await client.limits.reset('ask', { key: 'acme' })
await client.close()
await worker.stop()
