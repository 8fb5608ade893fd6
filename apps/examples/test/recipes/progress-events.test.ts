import { once } from 'node:events'
import { createServer } from 'node:http'

import { createTestArq } from '@arq/testing'
import { expect, it } from '@jest/globals'

import { exportOrders, sendProgress } from '../../src/recipes/progress-events.js'

it('tells a browser how far the job is, and when it has ended', async () => {
  await using arq = await createTestArq({ functions: [exportOrders], startJobs: 'at-once' })
  const server = createServer((request, response) => {
    const jobId = (request.url ?? '').slice(1)
    sendProgress(arq.client, jobId, response).catch(() => response.writeHead(404).end())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${String(typeof address === 'object' && address ? address.port : 0)}`
  const headers = { connection: 'close' }

  const job = await arq.client.enqueueJob(exportOrders, [['a', 'b', 'c']])
  await job.result({ timeout: '1h' })
  const events = await (await fetch(`${url}/${job.jobId}`, { headers })).text()
  expect(events.trimEnd().split('\n\n').at(-1)).toBe(
    'data: {"status":"completed","progress":{"done":3,"of":3}}',
  )
  expect((await fetch(`${url}/nobody`, { headers })).status).toBe(404)

  server.close()
  await once(server, 'close')
})
