import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { createClient } from '@arq/client'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { add } from '../fixtures/tasks.js'
import type * as settingsModule from '../fixtures/worker-settings.js'
import { fixtures } from '../setup.js'
import { arq, startArq } from './run-arq.js'
import { createVirtualHost, serverUrl } from './servers.js'

const redisUrl = serverUrl('ARQ_TEST_REDIS_URL')
const moduleWith = (name: keyof typeof settingsModule): string => `./worker-settings.ts:${name}`
const SETTINGS = moduleWith('workerSettings')
let host: Awaited<ReturnType<typeof createVirtualHost>>

beforeAll(async () => {
  host = await createVirtualHost()
})
afterAll(() => host.delete())

describe('arq worker', () => {
  it('runs the jobs of a client, and on SIGTERM stops in order', async () => {
    const worker = startArq(['worker', '-m', SETTINGS, '-u', host.url], {
      ARQ_RESULT_STORE_URL: redisUrl,
    })
    await worker.says('waiting for jobs')
    await using client = await createClient({
      transport: new AmqpTransport({ url: host.url }),
      resultStore: new RedisResultStore({ url: redisUrl }),
      queueName: 'from-the-module',
    })
    const job = await client.enqueueJob(add, [20, 22])
    expect(await job.result({ timeout: 30 })).toBe(42)
    expect(await job.status()).toBe('completed')
    const failed = await client.enqueueJob('fail')
    await expect(failed.result({ timeout: 30 })).rejects.toThrow('no such order')

    worker.process.kill('SIGTERM')
    const { code, stderr } = await worker.ended
    expect(stderr).toContain('Stopped: 1 completed, 1 failed, 0 retried')
    expect(code).toBe(0)
    await Promise.all([job.delete(), failed.delete()])
  })

  it('works on the queues of the flags instead of the module’s', async () => {
    const worker = startArq(['worker', '-m', SETTINGS, '-q', 'one', '-q', 'two'], {
      RABBITMQ_URL: host.url,
    })
    await worker.says('waiting for jobs')
    await using client = await createClient({ transport: new AmqpTransport({ url: host.url }) })
    const job = await client.enqueueJob(add, [1, 2], { queueName: 'two' })
    expect(await job.result({ timeout: 30 })).toBe(3)
    worker.process.kill('SIGINT')
    const { code, stderr } = await worker.ended
    expect(stderr).toContain('on one, two')
    expect(code).toBe(0)
  })

  it('takes the broker of a flag instead of the one that the module names by URL', async () => {
    const worker = startArq(['worker', '-m', moduleWith('withUrl'), '-u', host.url])
    await worker.says('waiting for jobs')
    worker.process.kill('SIGTERM')
    expect((await worker.ended).code).toBe(0)
  })

  it('takes CommonJS whose names Node cannot see', async () => {
    const worker = startArq(['worker', '-m', './settings.cjs:workerSettings', '-u', host.url])
    await worker.says('waiting for jobs')
    worker.process.kill('SIGTERM')
    const { code, stderr } = await worker.ended
    expect(stderr).toContain('starts: hello on default')
    expect(code).toBe(0)
  })

  it('keeps trying while the broker is away, and still stops in order', async () => {
    const worker = startArq(['worker', '-m', SETTINGS, '-u', 'amqp://u:hush-hush@127.0.0.1:1'])
    await worker.says('Trying again until it answers')
    worker.process.kill('SIGTERM')
    const { code, stderr } = await worker.ended
    expect(stderr).not.toContain('hush-hush')
    expect(code).toBe(0)
  })

  it('gives up with 3 when told how long to try', async () => {
    const flags = ['-u', 'amqp://127.0.0.1:1', '--connection-timeout', '200ms']
    const { code, stderr } = await arq(['worker', '-m', SETTINGS, ...flags])
    expect(stderr).toMatch(/error: .*within 0\.2 s.* \[ARQ_CONNECTION_REFUSED\]\n$/)
    expect(code).toBe(3)
  })

  it('ends with 3 when the password is wrong, and never shows it', async () => {
    const url = new URL(host.url)
    url.password = 'hush-hush'
    const { code, stderr } = await arq(['worker', '-m', SETTINGS, '-u', url.href, '--debug'])
    expect(stderr).toContain('[ARQ_CONNECTION_AUTH]')
    expect(stderr).not.toContain('hush-hush')
    expect(code).toBe(3)
  })

  it('ends with 1 when onStartup throws, and hides a password in its words', async () => {
    const broken = moduleWith('withBrokenStartup')
    const { code, stderr } = await arq(['worker', '-m', broken, '-u', host.url])
    expect(stderr).toContain('error: the database is away, postgres://app:[redacted]@db/app')
    expect(stderr).toContain('Give --debug to see where it happened.')
    expect(code).toBe(1)
  })

  it('ends although the settings module has left something open', async () => {
    const worker = startArq(['worker', '-m', moduleWith('withLeftovers'), '-u', host.url])
    await worker.says('waiting for jobs')
    worker.process.kill('SIGTERM')
    expect((await worker.ended).code).toBe(0)
  })
})

describe('arq worker refuses', () => {
  it('a setting that does not exist, with the one that was meant', async () => {
    const { code, stderr } = await arq(['worker', '-m', moduleWith('withTypo')])
    expect(stderr).toContain('maxRetrys: unknown key; did you mean maxRetries?')
    expect(code).toBe(2)
  })

  it('a flag that the module’s own transport makes void', async () => {
    const own = moduleWith('withTransport')
    const { code, stderr } = await arq(['worker', '-m', own, '-u', host.url])
    expect(stderr).toContain('--rabbitmq-url')
    expect(stderr).toContain('constructs its own transport (AmqpTransport)')
    expect(code).toBe(2)
  })

  it('no variable of the kind, but says that it has no effect', async () => {
    const worker = startArq(['worker', '-m', moduleWith('withTransport')], {
      RABBITMQ_URL: 'amqp://127.0.0.1:1',
      OWN_TRANSPORT_URL: host.url,
    })
    await worker.says('waiting for jobs')
    worker.process.kill('SIGTERM')
    const { code, stderr } = await worker.ended
    expect(stderr).toContain('warning: RABBITMQ_URL has no effect')
    expect(code).toBe(0)
  })
})

it('shares its packages with a TypeScript module: one copy of each', async () => {
  const program = `
    import { JobError } from '@arq/core'
    import { importModule } from '../../dist/import-module.js'
    const { jobErrorOfModule } = await importModule(process.argv[1])
    console.log(jobErrorOfModule === JobError)`
  const args = ['--input-type=module', '-e', program, join(fixtures, 'settings.ts')]
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: fixtures,
    env: { PATH: process.env['PATH'] },
  })
  expect(stdout).toBe('true\n')
})

describe('arq worker --burst', () => {
  const queueName = 'burst'
  const flags = ['-m', SETTINGS, '-q', queueName, '--burst', '--burst-check-interval', '200ms']
  const enqueue = async (names: readonly string[]): Promise<void> => {
    await using client = await createClient({
      transport: new AmqpTransport({ url: host.url }),
      queueName,
    })
    await client.enqueueJobs(names.map((name) => ({ function: name, args: [1, 2] })))
  }

  it('runs what there is and ends with 0 and the summary', async () => {
    await enqueue(Array.from({ length: 300 }, () => 'add'))
    const { code, stderr } = await arq(['worker', ...flags, '-u', host.url])
    expect(stderr).toContain('Queue is empty (burst mode) ◆ 300 jobs completed')
    expect(stderr).toContain('Stopped: 300 completed, 0 failed')
    expect(code).toBe(0)
  })

  it('ends with 1 when jobs failed', async () => {
    await enqueue(['add', 'fail'])
    const environment = { ARQ_BURST_MODE: 'true', RABBITMQ_URL: host.url }
    const { code, stderr } = await arq(['worker', '-m', SETTINGS, '-q', queueName], environment)
    expect(stderr).toContain('Stopped: 1 completed, 1 failed')
    expect(code).toBe(1)
  })

  it('ends at its time, and after as many runs as it may start', async () => {
    await enqueue(['add', 'add', 'add'])
    const bounded = await arq(['worker', ...flags, '--max-burst-jobs', '2', '-u', host.url])
    expect(bounded.stderr).toContain('Stopped: 2 completed')
    const late = await arq(['worker', ...flags, '--burst-timeout', '0', '-u', host.url])
    expect(late.stderr).toContain('Reached burstTimeout of 0 s (burst mode) ◆')
    expect(late.code).toBe(0)
    const rest = await arq(['worker', ...flags, '--no-wait-tasks', '-u', host.url])
    expect(rest.code).toBe(0)
  })
})
