import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { createVirtualHost, type VirtualHost } from '@arq/tooling-services'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { serverUrl } from '../run-program.js'

const folder = join(import.meta.dirname, '..', '..', 'src', 'command-line')
const cli = dirname(createRequire(import.meta.url).resolve('@arq/cli/package.json'))
const arq = join(cli, 'dist', 'bin.js')

let host: VirtualHost
beforeAll(async () => void (host = await createVirtualHost('examples')))
afterAll(() => host.delete())

it('runs a worker from settings, a job by hand, and looks at the queue', async () => {
  const env = {
    PATH: process.env['PATH'],
    RABBITMQ_URL: host.url,
    ARQ_RESULT_STORE_URL: serverUrl('ARQ_TEST_REDIS_URL'),
  }
  const run = async (...args: readonly string[]) =>
    (await promisify(execFile)(process.execPath, [arq, ...args], { cwd: folder, env })).stdout
  const settings = ['-m', './settings.ts:workerSettings']
  const worker = spawn(process.execPath, [arq, 'worker', ...settings], {
    ...{ cwd: folder, env },
    stdio: 'ignore',
  })
  const ended = once(worker, 'exit')
  try {
    expect(await run('enqueue', 'add', '1', '2', '--wait', '60s')).toMatch(/\b3\b/)
    expect(JSON.parse(await run('queue-info', 'default', '--json'))).toMatchObject({
      queues: [{ ready: 0, consumers: 1 }],
    })
  } finally {
    worker.kill('SIGTERM')
  }
  expect(await ended).toEqual([0, null])
})
