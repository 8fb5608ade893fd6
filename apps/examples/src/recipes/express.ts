import { createClient } from '@arq/client'
import type { InputOf } from '@arq/core'
import express, { type ErrorRequestHandler } from 'express'

import { jobView, statusOf } from './answers.js'
import { newResultStore, newTransport } from './servers.js'
import { resize } from './tasks.js'

// Opened before the server listens: without its broker it does not start.
const client = await createClient({ transport: newTransport(), resultStore: newResultStore() })

const app = express()
app.use(express.json({ limit: '64kb' }))

app.post('/images', async (request, response) => {
  // The schema of `resize` checks it before anything is sent.
  const job = await client.enqueueJob(resize, request.body as InputOf<typeof resize>)
  response.status(202).location(`/jobs/${job.jobId}`).json({ jobId: job.jobId })
})

app.get('/jobs/:jobId', async (request, response) => {
  response.json(jobView(await client.getJob(request.params.jobId).info()))
})

app.get('/jobs/:jobId/events', async (request, response) => {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const updates = client.getJob(request.params.jobId).updates({ signal: gone.signal })
  for await (const info of updates) {
    if (!response.headersSent) response.type('text/event-stream')
    response.write(`data: ${JSON.stringify(jobView(info))}\n\n`)
  }
  response.end()
})

// Express knows it by its four parameters.
const answerError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const status = statusOf(error)
  if (status === undefined || response.headersSent) next(error)
  else response.status(status).json({ error: String(error) })
}
app.use(answerError)

const server = app.listen(Number(process.env['PORT'] ?? '3000'), '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  console.log(`listening at http://127.0.0.1:${String(port)}`)
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // The client goes after the requests under way, which need it.
  process.once(signal, () => server.close(() => void client.close()))
}
