import { createClient } from '@arq/client'
import { task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const reindex = task('reindex', (_ctx, document: string, text: string) => {
  console.log(`index ${text}`)
  return text
})

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const worker = new Worker({ functions: [reindex], ...servers })
void worker.run()
const client = await createClient(servers)

const document = `document-${Date.now()}`
const save = (text: string) =>
  client.enqueueJob(reindex, [document, text], {
    unique: { key: document, mode: 'replace', window: '500ms', maxWait: '1m' },
  })

// Three saves in a moment: one job, which runs with the last text.
const first = await save('a')
const second = await save('ab')
const third = await save('abc')
console.log(first.placed, second.placed, third.placed)
console.log(await first.result(), await third.result())

// It has run: the next save is a job of its own.
const fourth = await save('abcd')
console.log(fourth.placed, await fourth.result())

await client.close()
await worker.stop()
