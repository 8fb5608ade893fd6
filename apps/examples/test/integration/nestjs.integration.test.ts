import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { type Running, runProgram, serverUrl } from '../run-program.js'
import { createVirtualHost } from '../virtual-host.js'

let host: Awaited<ReturnType<typeof createVirtualHost>>
const programs: Running[] = []
beforeAll(async () => {
  host = await createVirtualHost()
})
afterAll(async () => {
  for (const { process } of programs) process.kill('SIGKILL')
  await Promise.all(programs.map(({ ended }) => ended))
  await host.delete()
})

async function startServer() {
  const env = { RABBITMQ_URL: host.url, REDIS_URL: serverUrl('ARQ_TEST_REDIS_URL'), PORT: '0' }
  const server = runProgram('nestjs/main.js', [], env)
  programs.push(server)
  let said = ''
  server.process.stdout?.on('data', (text: string) => (said += text))
  await server.says('listening at ')
  return { server, url: /listening at (\S+)/.exec(said)?.[1] ?? '' }
}

async function post(url: string, body: object): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(answer.status).toBe(201)
  return ((await answer.json()) as { jobId: string }).jobId
}

async function untilEnded(url: string): Promise<unknown> {
  for (;;) {
    const view = (await (await fetch(url)).json()) as { status: string }
    if (view.status === 'completed' || view.status === 'failed') return view
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

it('takes a job over HTTP, and runs it on a provider', async () => {
  const { url } = await startServer()
  const jobId = await post(`${url}/images`, { url: 'https://example.com/a.png', widths: [64, 128] })
  expect(await untilEnded(`${url}/images/${jobId}`)).toMatchObject({
    status: 'completed',
    result: {
      files: ['https://example.com/a.png?width=64', 'https://example.com/a.png?width=128'],
    },
  })
  const ended = programs.at(-1)
  ended?.process.kill('SIGTERM')
  await ended?.ended
})

it('lets a running job come to its end when it is told to stop', async () => {
  const { server, url } = await startServer()
  const jobId = await post(`${url}/images/wait`, { seconds: 1 })
  await server.says(`job ${jobId} waits`)
  server.process.kill('SIGTERM')
  const { stdout } = await server.ended
  expect(stdout).toContain(`job ${jobId} is done`)
  const next = await startServer()
  expect(await untilEnded(`${next.url}/images/${jobId}`)).toMatchObject({ status: 'completed' })
})
