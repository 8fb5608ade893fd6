import { createVirtualHost } from '@arq/tooling-services'
import { expect } from '@jest/globals'

import type { TemplateName } from '../../src/templates.js'
import { run, type Running, start } from './project-commands.js'
import { serverUrl } from './server-url.js'

/** Does with a made project what its README says: types, test, demo; worker and client against real servers. */
export async function exercise(project: string, template: TemplateName): Promise<void> {
  await run(project, ['npm', 'run', 'typecheck'])
  // vitest's own limit of 5 s is for a machine that does nothing else.
  const patient = ['--', '--testTimeout=60000', '--hookTimeout=60000']
  expect(await run(project, ['npm', 'test', ...patient])).toMatch(/Tests +\d+ passed \(\d+\)/)
  expect(await run(project, ['npm', 'run', 'demo'])).toContain('mail to ada@example.com: Welcome')
  await run(project, ['npm', 'run', 'build'])
  const host = await createVirtualHost('create-arq')
  try {
    await withServers(project, template, {
      RABBITMQ_URL: host.url,
      ARQ_RESULT_STORE_URL: serverUrl('ARQ_TEST_REDIS_URL'),
    })
  } finally {
    await host.delete()
  }
}

async function withServers(
  project: string,
  template: TemplateName,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const email = `${crypto.randomUUID()}@example.com`
  // As `npm start`; without npm between, which would have the signal to pass on.
  const worker = start(project, [process.execPath, 'dist/worker.js'], environment)
  try {
    await worker.says('waiting for jobs')
    await ENQUEUES[template](project, email, environment)
    await worker.says(`mail to ${email}: Welcome`)
  } finally {
    worker.process.kill('SIGTERM')
  }
  expect(await worker.ended).toMatchObject({ code: 0 })
}

type Enqueue = (
  project: string,
  email: string,
  environment: Readonly<Record<string, string>>,
) => Promise<void>

const ENQUEUES: Readonly<Record<TemplateName, Enqueue>> = {
  async plain(project, email, environment) {
    const client = ['npm', 'run', 'client', '--', email]
    expect(await run(project, client, environment)).toContain(`welcomed ${email} at attempt 1`)
    expect(await run(project, client, environment)).toContain(`${email} has been welcomed already`)
  },

  async fastify(project, email, environment) {
    const settings = { ...environment, PORT: '0', TOKEN: 'secret' }
    const server = start(project, [process.execPath, 'dist/server.js'], settings)
    try {
      const url = await urlOf(server)
      const headers = { authorization: 'Bearer secret' }
      await signUpTwice(url, email)
      const job = `${url}/jobs/${encodeURIComponent(`welcome:${email}`)}`
      expect((await fetch(job)).status).toBe(403)
      const events = await (await fetch(`${job}/events`, { headers })).text()
      expect(events).toContain('"status":"completed"')
    } finally {
      server.process.kill('SIGTERM')
    }
    expect(await server.ended).toMatchObject({ code: 0 })
  },

  async nestjs(project, email, environment) {
    const settings = { ...environment, PORT: '0' }
    const server = start(project, [process.execPath, 'dist/server.js'], settings)
    try {
      await signUpTwice(await urlOf(server), email)
    } finally {
      server.process.kill('SIGTERM')
    }
    const { code, output } = await server.ended
    expect(code).toBe(0)
    // Its jobs are the worker's.
    expect(output).not.toContain('mail to')
  },
}

async function urlOf(server: Running): Promise<string> {
  const [, url = ''] = /listening at (http[^"\s]+)/.exec(await server.says('listening at')) ?? []
  return url
}

/** The second time the address is known. */
async function signUpTwice(url: string, email: string): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const request = { method: 'POST', headers, body: JSON.stringify({ email }) }
  expect((await fetch(`${url}/sign-ups`, request)).status).toBe(202)
  expect((await fetch(`${url}/sign-ups`, request)).status).toBe(409)
}
