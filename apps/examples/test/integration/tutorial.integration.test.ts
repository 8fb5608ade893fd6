import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { createVirtualHost, type VirtualHost } from '@arq/tooling-services'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { runProgram, serverUrl } from '../run-program.js'

const folder = join(import.meta.dirname, '..', '..', 'src', 'tutorial')
const cli = dirname(createRequire(import.meta.url).resolve('@arq/cli/package.json'))
const arq = join(cli, 'dist', 'bin.js')
const settings = ['-m', './settings.ts:workerSettings']

let host: VirtualHost
let env: Record<string, string>
let worker: ChildProcess
beforeAll(async () => {
  host = await createVirtualHost('tutorial')
  env = {
    PATH: process.env['PATH'] ?? '',
    RABBITMQ_URL: host.url,
    ARQ_RESULT_STORE_URL: serverUrl('ARQ_TEST_REDIS_URL'),
  }
  worker = spawn(process.execPath, [arq, 'worker', ...settings], {
    ...{ cwd: folder, env },
    stdio: 'ignore',
  })
})
afterAll(async () => {
  if (worker.exitCode === null && worker.signalCode === null) {
    worker.kill('SIGKILL')
    await once(worker, 'exit')
  }
  await host.delete()
})

const client = (name: string) => runProgram('tutorial/client.js', [name], env).ended
const run = async (...args: readonly string[]) =>
  (await promisify(execFile)(process.execPath, [arq, ...args], { cwd: folder, env })).stdout

it('goes as the tutorial says: a result, a retry, a dead letter sent back, a stop in order', async () => {
  expect(await client('Ada')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Welcome, Ada!'),
  })
  const bob = await client('Bob')
  expect(bob).toMatchObject({ code: 0, stdout: expect.stringContaining('Welcome, Bob!') })
  const [, bobsJob = ''] = /enqueued (\S+)/.exec(bob.stdout) ?? []
  const told = await run('job', bobsJob, ...settings)
  expect(told).toContain('completed')
  expect(told).toContain('welcoming Bob, try 3')

  const nobody = await client('nobody')
  expect(nobody.code).not.toBe(0)
  expect(nobody.stderr).toContain('nobody has no address')
  expect(await run('dlq', 'list', ...settings)).toContain('nobody has no address')
  const [, failed = ''] = /enqueued (\S+)/.exec(nobody.stdout) ?? []
  expect(await run('job', 'retry', failed, ...settings)).toContain('sent back')

  const ended = once(worker, 'exit')
  worker.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})
