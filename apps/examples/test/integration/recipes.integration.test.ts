import { createVirtualHost, type VirtualHost } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { type Running, runProgram, serverUrl } from '../run-program.js'

let host: VirtualHost
let env: Record<string, string>
const programs: Running[] = []
beforeAll(async () => {
  host = await createVirtualHost('examples')
  env = { RABBITMQ_URL: host.url, REDIS_URL: serverUrl('ARQ_TEST_REDIS_URL'), PORT: '0' }
  programs.push(runProgram('recipes/worker.js', [], env))
})
afterAll(async () => {
  for (const { process } of programs) process.kill('SIGKILL')
  await Promise.all(programs.map(({ ended }) => ended))
  await host.delete()
})

const image = { url: 'https://example.com/a.png', widths: [320, 640] }

describe.each(['express', 'hono'])('%s', (name) => {
  it('takes a job, tells of it until its end, and stops when it is told to', async () => {
    const server = runProgram(`recipes/${name}.js`, [], env)
    programs.push(server)
    let said = ''
    server.process.stdout?.on('data', (text: string) => (said += text))
    await server.says('listening at ')
    const url = /listening at (\S+)/.exec(said)?.[1] ?? ''
    const headers = { 'content-type': 'application/json', connection: 'close' }
    const send = (body: object) =>
      fetch(`${url}/images`, { method: 'POST', headers, body: JSON.stringify(body) })

    const answer = await send(image)
    expect(answer.status).toBe(202)
    const at = `${url}${answer.headers.get('location') ?? ''}`
    const events = await (await fetch(`${at}/events`, { headers })).text()
    expect(events).toMatch(/"status":"completed".*"result":\{"files":2\}/)
    expect(await (await fetch(at, { headers })).json()).toMatchObject({ status: 'completed' })
    expect((await send({ url: 'no address', widths: [] })).status).toBe(400)
    expect((await fetch(`${url}/jobs/nobody`, { headers })).status).toBe(404)

    server.process.kill('SIGTERM')
    expect((await server.ended).code).toBe(0)
  })
})
