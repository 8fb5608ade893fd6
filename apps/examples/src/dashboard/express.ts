import { createDashboard, nodeHandler } from '@arq/dashboard'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import express from 'express'

import { userOf } from './login.js' // yours

const { RABBITMQ_URL, REDIS_URL, PORT = '3000' } = process.env

const dashboard = createDashboard({
  transport: new AmqpTransport({ url: RABBITMQ_URL ?? 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: REDIS_URL ?? 'redis://localhost:6379' }),
  // Express's own request, with all that your middleware has put on it.
  authorize: (_request, raw) => (raw as express.Request).user,
})

const app = express()
app.use((request, _response, next) => {
  request.user = userOf(request.headers.authorization)
  next()
})
app.use('/arq', nodeHandler(dashboard))

const server = app.listen(Number(PORT), '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  console.log(`dashboard at http://127.0.0.1:${port}/arq/`)
})
process.once('SIGTERM', () => {
  // Pages that listen would keep the server open.
  void dashboard.close()
  server.close()
})
