import { randomUUID } from 'node:crypto'

import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { arq, startArq } from './run-arq.js'
import { createVirtualHost, serverUrl } from './servers.js'

let host: Awaited<ReturnType<typeof createVirtualHost>>
beforeAll(async () => {
  host = await createVirtualHost()
})
afterAll(() => host.delete())

const NAME = `every-second-${randomUUID()}`
const STORE = ['--result-store-url', serverUrl('ARQ_TEST_REDIS_URL')]
const MODULE = ['-m', './every-second.ts:workerSettings', ...STORE]
const NAMED = { EVERY_SECOND: NAME }
const cron = (...args: readonly string[]) => arq(['cron', ...args, ...MODULE], NAMED)

it('pauses a cron job for workers that start later, and resumes it', async () => {
  expect(await cron('pause', NAME)).toMatchObject({ code: 0, stdout: `${NAME}: paused.\n` })
  expect((await cron('pause', NAME)).stdout).toBe(`${NAME}: was paused already.\n`)
  expect((await cron('list')).stdout).toMatch(/paused since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/)
  const { cronJobs } = JSON.parse((await cron('list', '--json')).stdout) as {
    cronJobs: readonly unknown[]
  }
  expect(cronJobs).toMatchObject([{ isPaused: true, pausedAt: expect.stringMatching(/Z$/) }])

  const worker = startArq(['worker', ...MODULE, '-q', 'crons', '-u', host.url], NAMED)
  try {
    expect(await worker.says('has been paused since')).not.toContain('ticked')
    expect((await cron('resume', NAME)).stdout).toBe(`${NAME}: goes on with its next tick.\n`)
    await worker.says('ticked')
    worker.process.kill('SIGTERM')
    expect((await worker.ended).code).toBe(0)
  } finally {
    worker.process.kill('SIGKILL')
    await arq(['job', `arq:cron-pause:${NAME}`, '--delete', '-u', host.url, ...STORE])
  }
})
