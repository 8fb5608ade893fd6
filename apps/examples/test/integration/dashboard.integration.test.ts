import { createVirtualHost, type VirtualHost } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { type Running, runProgram, serverUrl } from '../run-program.js'

let host: VirtualHost
let program: Running
beforeAll(async () => {
  host = await createVirtualHost('examples')
})
afterAll(() => host.delete())
afterEach(async () => {
  program.process.kill('SIGKILL')
  await program.ended
})

const reader = { authorization: 'Bearer reader-of-tests' }
const operator = { authorization: 'Bearer operator-of-tests' }

describe.each(['express', 'fastify', 'hono', 'nestjs'])('the dashboard in %s', (name) => {
  it('is a page, answers whoever may ask, acts for whoever may act, and is live', async () => {
    program = runProgram(`dashboard/${name}.js`, [], {
      RABBITMQ_URL: host.url,
      REDIS_URL: serverUrl('ARQ_TEST_REDIS_URL'),
      PORT: '0',
      READER_TOKEN: 'reader-of-tests',
      OPERATOR_TOKEN: 'operator-of-tests',
    })
    let said = ''
    program.process.stdout?.on('data', (text: string) => (said += text))
    await program.says('dashboard at ')
    const url = /dashboard at (\S+)/.exec(said)?.[1] ?? ''

    const page = await (await fetch(url.slice(0, -1))).text()
    const [, script = ''] = /src="(assets\/page-[^"]+)"/.exec(page) ?? []
    expect(await (await fetch(url + script)).text()).toContain('addEventListener')

    const statusOf = async (answer: Promise<Response>) => {
      // Read to its end, so that its connection is idle when the server is told to stop.
      await (await answer).text()
      return (await answer).status
    }
    const ask = (path: string, headers: Readonly<Record<string, string>>, body?: object) =>
      fetch(`${url}api/${path}`, {
        headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      })
    expect(await statusOf(ask('overview', {}))).toBe(401)
    expect(await statusOf(ask('overview', reader))).toBe(200)
    const job = { function: 'add', args: [20, 22], queue: `dashboard-${name}` }
    const tokenOf = async (who: Readonly<Record<string, string>>) => {
      const session = (await (await ask('session', who)).json()) as { readonly csrfToken: string }
      return { ...who, 'x-arq-csrf': session.csrfToken }
    }
    expect(await statusOf(ask('jobs', await tokenOf(reader), job))).toBe(403)
    expect(await statusOf(ask('jobs', operator, job))).toBe(403)

    const events = await ask('events?topics=acts', reader)
    expect(events.headers.get('content-type')).toContain('text/event-stream')
    const answer = await ask('jobs', await tokenOf(operator), job)
    expect(await answer.json()).toMatchObject({ isEnqueued: true, queue: job.queue })
    const reading = (events.body as ReadableStream<Uint8Array>).getReader()
    let heard = ''
    while (!heard.includes('enqueueJob')) {
      const { value } = await reading.read()
      heard += Buffer.from(value ?? []).toString()
    }
    expect(heard).toContain('"user":"ada"')

    // The page still listens.
    program.process.kill('SIGTERM')
    expect(await program.ended).toMatchObject({ stderr: expect.not.stringContaining('Error') })
    await reading.cancel()
  })
})
