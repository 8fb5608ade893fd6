import { createVirtualHost, type VirtualHost } from '@arq/tooling-services'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { type Running, runProgram, serverUrl } from '../run-program.js'

let host: VirtualHost
const programs: Running[] = []
beforeAll(async () => {
  host = await createVirtualHost('examples')
})
afterAll(async () => {
  for (const { process } of programs) process.kill('SIGKILL')
  await Promise.all(programs.map(({ ended }) => ended))
  await host.delete()
})

const headers = { authorization: 'Bearer secret', 'content-type': 'application/json' }

it('takes a job over HTTP, and tells of it until its end', async () => {
  const env = {
    RABBITMQ_URL: host.url,
    REDIS_URL: serverUrl('ARQ_TEST_REDIS_URL'),
    ...{ TOKEN: 'secret', PORT: '0' },
  }
  const server = runProgram('fastify/server.js', [], env)
  const worker = runProgram('fastify/worker.js', [], env)
  programs.push(server, worker)
  let said = ''
  server.process.stdout?.on('data', (text: string) => (said += text))
  await server.says('listening at ')
  const url = /listening at (\S+)/.exec(said)?.[1] ?? ''

  const body = JSON.stringify({
    task: 'resize',
    args: { url: 'https://example.com/a.png', widths: [320, 640] },
  })
  expect((await fetch(`${url}/jobs`, { method: 'POST', body })).status).not.toBe(202)
  const answer = await fetch(`${url}/jobs`, { method: 'POST', body, headers })
  expect(answer.status).toBe(202)
  const { jobId } = (await answer.json()) as { jobId: string }
  const events = await (await fetch(`${url}/jobs/${jobId}/events`, { headers })).text()
  expect(events).toMatch(/event: end\nid: end\ndata: .*"result":\{"files":2\}/)
  const own = await fetch(`${url}/thumbnails`, { method: 'POST' })
  expect(own.status).toBe(202)

  server.process.kill('SIGTERM')
  worker.process.kill('SIGTERM')
  expect((await server.ended).code).toBe(0)
  expect((await worker.ended).code).toBe(0)
})
