import { setTimeout } from 'node:timers/promises'

import { createClient } from '@arq/client'
import { task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

/** Stands for a language model: it speaks of its topic, word by word, for as long as it is asked. */
async function* model(topic: () => string, signal: AbortSignal): AsyncGenerator<string> {
  while (!signal.aborted) {
    await setTimeout(10)
    yield topic()
  }
}

const answer = task({
  name: 'answer',
  streams: true,
  run: async (ctx, subject: string) => {
    let topic = subject
    const listening = (async () => {
      for await (const message of ctx.inbox) topic = String(message)
    })()
    const tokens = ctx.stream<string>('tokens')
    for await (const token of model(() => topic, ctx.signal)) await tokens.write(token)
    await listening
  },
})

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const worker = new Worker({ functions: [answer], ...servers })
void worker.run()
const client = await createClient(servers)

const job = await client.enqueueJob(answer, ['cats'])
let topic = ''
for await (const token of job.stream<string>('tokens')) {
  if (token === topic) continue
  topic = token
  console.log(`the model speaks of ${topic}`)
  if (topic === 'dogs') break
  await job.send('dogs')
}
console.log(`stopped: ${await job.abort()}`)

// Whoever comes later, or comes back, reads it all.
const tokens: string[] = []
for await (const token of client.getJob(job.id).stream<string>('tokens')) tokens.push(token)
console.log(`from ${tokens[0]} to ${tokens.at(-1)}`)

await client.close()
await worker.stop()
