import { createDashboard, nodeHandler } from '@arq/dashboard'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import Fastify, { type RouteHandlerMethod } from 'fastify'

import { userOf } from './login.js' // yours

const { RABBITMQ_URL, REDIS_URL, PORT = '3000' } = process.env

const dashboard = createDashboard({
  transport: new AmqpTransport({ url: RABBITMQ_URL ?? 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: REDIS_URL ?? 'redis://localhost:6379' }),
  // Fastify does not take it off the path.
  prefix: '/arq',
  authorize: (request) => userOf(request.headers.get('authorization') ?? undefined),
})

const app = Fastify()
await app.register((mounted, _options, done) => {
  // The dashboard reads its bodies itself; the parsers of your other routes stay as they are.
  mounted.removeAllContentTypeParsers()
  mounted.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
  const handle = nodeHandler(dashboard)
  const handler: RouteHandlerMethod = (request, reply) => {
    reply.hijack()
    handle(request.raw, reply.raw)
  }
  mounted.all('/arq', handler)
  mounted.all('/arq/*', handler)
  done()
})
// Before the server closes: pages that listen would keep it open.
app.addHook('preClose', () => dashboard.close())

console.log(`dashboard at ${await app.listen({ port: Number(PORT), host: '127.0.0.1' })}/arq/`)
process.once('SIGTERM', () => void app.close())
