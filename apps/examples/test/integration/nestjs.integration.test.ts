import { type Client, createClient } from '@arq/client'
import { silentLogger } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { createVirtualHost, type VirtualHost } from '@arq/tooling-services'
import { AmqpTransport } from '@arq/transport-amqp'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { type Running, runProgram, serverUrl } from '../run-program.js'

let host: VirtualHost
/** Hears of a job's end, which the server's own view does not tell. */
let client: Client
const programs: Running[] = []
beforeAll(async () => {
  host = await createVirtualHost('examples')
  client = await createClient({
    transport: new AmqpTransport({ url: host.url }),
    resultStore: new RedisResultStore({ url: serverUrl('ARQ_TEST_REDIS_URL') }),
    logger: silentLogger,
  })
})
afterAll(async () => {
  for (const { process } of programs) process.kill('SIGKILL')
  await Promise.all(programs.map(({ ended }) => ended))
  await client.close()
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

/** What the server says of a job that has ended. */
async function ended(url: string, jobId: string): Promise<unknown> {
  await client.getJob(jobId).result({ timeout: '4m' })
  return (await fetch(`${url}/images/${jobId}`)).json()
}

it('takes a job over HTTP, and runs it on a provider', async () => {
  const { url } = await startServer()
  const jobId = await post(`${url}/images`, { url: 'https://example.com/a.png', widths: [64, 128] })
  expect(await ended(url, jobId)).toMatchObject({
    status: 'completed',
    result: {
      files: ['https://example.com/a.png?width=64', 'https://example.com/a.png?width=128'],
    },
  })
  const server = programs.at(-1)
  server?.process.kill('SIGTERM')
  await server?.ended
})

it('lets a running job come to its end when it is told to stop', async () => {
  const { server, url } = await startServer()
  const jobId = await post(`${url}/images/wait`, { seconds: 1 })
  await server.says(`job ${jobId} waits`)
  server.process.kill('SIGTERM')
  const { stdout } = await server.ended
  expect(stdout).toContain(`job ${jobId} is done`)
  const next = await startServer()
  expect(await ended(next.url, jobId)).toMatchObject({ status: 'completed' })
})
