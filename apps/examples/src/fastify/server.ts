import { fastifyArq } from '@arq/fastify'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import Fastify from 'fastify'

import { resize } from './tasks.js'

const { TOKEN, PORT = '3000', RABBITMQ_URL, REDIS_URL } = process.env

const app = Fastify()
await app.register(fastifyArq, {
  transport: new AmqpTransport({ url: RABBITMQ_URL ?? 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: REDIS_URL ?? 'redis://localhost:6379' }),
  routes: {
    tasks: [resize],
    // Without a token of the server's nobody is let in.
    authorize: ({ headers }) => TOKEN !== undefined && headers.authorization === `Bearer ${TOKEN}`,
  },
})

// A route of your own, which enqueues what it wants.
app.post('/thumbnails', async (_request, reply) => {
  const job = await app.arq.enqueueJob(resize, { url: 'https://example.com/a.png', widths: [64] })
  return reply.code(202).send({ jobId: job.jobId })
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void app.close())
console.log(`listening at ${await app.listen({ port: Number(PORT), host: '127.0.0.1' })}`)
