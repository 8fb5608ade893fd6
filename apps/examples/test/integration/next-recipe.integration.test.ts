import { createVirtualHost, type VirtualHost } from '@arq/tooling-services'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { type Running, runProgram, serverUrl } from '../run-program.js'

let host: VirtualHost
let worker: Running
beforeAll(async () => {
  host = await createVirtualHost('examples')
  const env = { RABBITMQ_URL: host.url, REDIS_URL: serverUrl('ARQ_TEST_REDIS_URL') }
  worker = runProgram('recipes/worker.js', [], env)
  // The routes read it when they are loaded, as in Next.
  Object.assign(process.env, env)
})
afterAll(async () => {
  const { getClient } = await import('../../src/recipes/next/arq.js')
  await (await getClient()).close()
  worker.process.kill('SIGKILL')
  await worker.ended
  await host.delete()
})

const post = (body: object): Request =>
  new Request('http://localhost/api/images', { method: 'POST', body: JSON.stringify(body) })

it('takes a job, and tells of it until its end', async () => {
  const images = await import('../../src/recipes/next/images-route.js')
  const job = await import('../../src/recipes/next/job-route.js')
  const events = await import('../../src/recipes/next/events-route.js')
  const answer = await images.POST(post({ url: 'https://example.com/a.png', widths: [320] }))
  expect(answer.status).toBe(202)
  const { jobId } = (await answer.json()) as { jobId: string }
  const request = new Request(`http://localhost/api/jobs/${jobId}`)
  const params = Promise.resolve({ jobId })
  const told = await (await events.GET(request, { params })).text()
  expect(told).toMatch(/"status":"completed".*"result":\{"files":1\}/)
  expect(await (await job.GET(request, { params })).json()).toMatchObject({ status: 'completed' })
  expect((await images.POST(post({ url: 'no address', widths: [] }))).status).toBe(400)
  const nobody = { params: Promise.resolve({ jobId: 'nobody' }) }
  expect((await job.GET(request, nobody)).status).toBe(404)
})
