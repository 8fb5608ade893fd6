import { createClient } from '@arq/client'
import type { InputOf } from '@arq/core'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'

import { jobView, statusOf } from './answers.js'
import { newResultStore, newTransport } from './servers.js'
import { resize } from './tasks.js'

const client = await createClient({ transport: newTransport(), resultStore: newResultStore() })

const app = new Hono()

app.post('/images', async (c) => {
  // The schema of `resize` checks it before anything is sent.
  const job = await client.enqueueJob(resize, await c.req.json<InputOf<typeof resize>>())
  c.header('location', `/jobs/${job.jobId}`)
  return c.json({ jobId: job.jobId }, 202)
})

app.get('/jobs/:jobId', async (c) => {
  return c.json(jobView(await client.getJob(c.req.param('jobId')).info()))
})

app.get('/jobs/:jobId/events', (c) =>
  streamSSE(c, async (stream) => {
    const gone = new AbortController()
    stream.onAbort(() => gone.abort())
    const updates = client.getJob(c.req.param('jobId')).updates({ signal: gone.signal })
    for await (const info of updates) await stream.writeSSE({ data: JSON.stringify(jobView(info)) })
  }),
)

app.onError((error) => {
  const status = statusOf(error)
  if (status === undefined) throw error
  return Response.json({ error: String(error) }, { status })
})

const port = Number(process.env['PORT'] ?? '3000')
const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (info) => {
  console.log(`listening at http://127.0.0.1:${String(info.port)}`)
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // The client goes after the requests under way, which need it.
  process.once(signal, () => server.close(() => void client.close()))
}
