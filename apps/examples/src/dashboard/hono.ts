import { createDashboard } from '@arq/dashboard'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { serve } from '@hono/node-server'
import { type Context, Hono } from 'hono'

import { type User, userOf } from './login.js' // yours

const { RABBITMQ_URL, REDIS_URL, PORT = '3000' } = process.env

type Env = { Variables: { user: User | undefined } }

const dashboard = createDashboard({
  transport: new AmqpTransport({ url: RABBITMQ_URL ?? 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: REDIS_URL ?? 'redis://localhost:6379' }),
  // Hono does not take it off the path.
  prefix: '/arq',
  authorize: (_request, raw) => (raw as Context<Env>).get('user'),
})

const app = new Hono<Env>()
app.use(async (c, next) => {
  c.set('user', userOf(c.req.header('authorization')))
  await next()
})
app.all('/arq/*', (c) => dashboard.fetch(c.req.raw, c))

const options = { fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }
const server = serve(options, ({ port }) => {
  console.log(`dashboard at http://127.0.0.1:${port}/arq/`)
})
process.once('SIGTERM', () => {
  // Pages that listen would keep the server open.
  void dashboard.close()
  server.close()
})
