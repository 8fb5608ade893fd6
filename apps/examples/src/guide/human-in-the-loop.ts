import { SignalTimeout, task } from '@arq/core'
import { fastifyArq, SignalLinks } from '@arq/fastify'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'
import Fastify from 'fastify'

// Whoever makes links, and the server that has their page, share the keys.
const links = new SignalLinks({
  keys: [
    { id: '2026-11', secret: process.env['LINK_SECRET'] ?? 'of this program: 32 bytes or more' },
  ],
  url: 'https://shop.example/signals',
})
const mails: string[] = []

const refund = task('refund', async (ctx, euros: number) => {
  const title = `Refund ${euros} €?`
  const link = { jobId: ctx.jobId, signal: 'approval', expires: '3d', title } as const
  await ctx.step('ask', () => {
    mails.push(links.url({ ...link, payload: 'yes' }), links.url({ ...link, payload: 'no' }))
  })
  try {
    const answer = await ctx.waitFor<'yes' | 'no'>('approval', { timeout: '3d' })
    return answer === 'yes' ? `${euros} € are on their way` : 'refused'
  } catch (error) {
    if (error instanceof SignalTimeout) return 'nobody has answered'
    throw error
  }
})

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const worker = new Worker({ functions: [refund], ...servers })
void worker.run()
const app = Fastify()
await app.register(fastifyArq, { ...servers, signals: { links } })
await app.ready()

const job = await app.arq.enqueueJob(refund, [20])
for await (const { deferUntil } of job.updates()) if (deferUntil) break
console.log('the job waits, and holds no slot')

// Somebody clicks on "yes".
const { pathname, search } = new URL(mails[0] ?? '')
const page = await app.inject({ method: 'GET', url: pathname + search })
console.log(`the page asks: ${/<h1>(.*)<\/h1>/.exec(page.body)?.[1]}`)
const answer = await app.inject({ method: 'POST', url: pathname + search })
console.log(`and says: ${/<p>(.*)<\/p>/.exec(answer.body)?.[1]}`)
console.log(`the job's result: ${await job.result()}`)

// Somebody else is late.
console.log(`a second answer: ${await job.signal('approval', 'no')}`)

await app.close()
await worker.stop()
