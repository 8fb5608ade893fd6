import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createClient } from '@arq/client'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'

import { fixtures } from '../setup.js'
import { arq } from './run-arq.js'
import { createVirtualHost, serverUrl } from './servers.js'

const settingsModule = join(fixtures, 'worker-settings.ts')

let host: Awaited<ReturnType<typeof createVirtualHost>>
let folder: string

beforeAll(async () => {
  host = await createVirtualHost()
})
afterAll(() => host.delete())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'arq-config-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

interface Printed {
  readonly settings: readonly { key: string; value: unknown; from: string; source: string | null }[]
}

async function printed(args: readonly string[], environment?: Readonly<Record<string, string>>) {
  const { stdout, stderr } = await arq(['config', 'print', '--json', ...args], environment, folder)
  expect(stderr).toBe('')
  const { settings } = JSON.parse(stdout) as Printed
  return (key: string) => settings.find((setting) => setting.key === key)
}

it('runs a worker from the YAML of the Python library', async () => {
  write(
    'arq.config.yaml',
    `rabbitmq:
  url: "${host.url}"
  prefetch_count: 5000
worker:
  max_workers: 10
  queues: ["default", "high_priority"]
  result_storage:
    enabled: true
    store_url: "${serverUrl('ARQ_TEST_REDIS_URL')}"
    ttl: 86400  # 24小时
logging:
  level: "INFO"
  format: "structured"
`,
  )
  const transport = new AmqpTransport({ url: host.url })
  const resultStore = new RedisResultStore({ url: serverUrl('ARQ_TEST_REDIS_URL') })
  const client = await createClient({ transport, resultStore })
  const job = await client.enqueueJob('add', [1, 2], { queueName: 'high_priority' })
  const ran = await arq(['worker', '-m', `${settingsModule}:workerSettings`, '-b'], {}, folder)
  expect(ran.code).toBe(0)
  const [line = ''] = ran.stderr.split('\n')
  expect(JSON.parse(line)).toHaveProperty('level')
  expect(await job.result({ timeout: 5 })).toBe(3)
  await client.close()
  const { stdout } = await arq(['queue-info', 'high_priority', '--json'], {}, folder)
  expect(JSON.parse(stdout)).toMatchObject({ queues: [{ name: 'high_priority', ready: 0 }] })
})

describe('config print', () => {
  it('names the source of each value: flag over environment over file over module over default', async () => {
    write('arq.config.yaml', 'worker:\n  max_retries: 7\n  job_timeout: 20s\n  burst_timeout: 9\n')
    const settings = await printed(['-m', `${settingsModule}:withUrl`, '--max-retries', '9'], {
      ARQ_MAX_RETRIES: '8',
      ARQ_JOB_TIMEOUT: '30',
    })
    expect(settings('maxRetries')).toMatchObject({
      value: 9,
      from: 'flag',
      source: '--max-retries',
    })
    expect(settings('jobTimeout')).toMatchObject({
      value: 30,
      from: 'variable',
      source: 'ARQ_JOB_TIMEOUT',
    })
    expect(settings('burstTimeout')).toMatchObject({
      value: 9,
      from: 'file',
      source: 'arq.config.yaml: worker.burst_timeout',
    })
    expect(settings('rabbitmqUrl')).toMatchObject({ value: 'amqp://localhost:1', from: 'module' })
    expect(settings('retryBackoff')).toMatchObject({ value: 5, from: 'default', source: null })
  })

  it('never shows a secret', async () => {
    write(
      'arq.config.json',
      '{"rabbitmq": {"url": "amqp://u:hush-hush@h", "tls": {"passphrase": "hush-hush"}}}',
    )
    const variables = { ARQ_RESULT_STORE_URL: 'redis://:hush-hush@h' }
    const asText = await arq(['config', 'print'], variables, folder)
    const asJson = await arq(['config', 'print', '--json'], variables, folder)
    expect(asText.stdout + asJson.stdout).not.toContain('hush-hush')
    expect(asText.stdout).toMatch(
      /^rabbitmqUrl +amqp:\/\/u:\[redacted\]@h +arq.config.json: rabbitmq.url$/m,
    )
  })

  it('reads TypeScript, and a file that is named', async () => {
    const path = write('own.ts', 'export default { worker: { maxRetries: 6 as number } }\n')
    expect((await printed(['--config', path]))('maxRetries')?.value).toBe(6)
  })
})

describe('validate-config', () => {
  it('lists every problem at once, with place, value, meaning and the nearest key', async () => {
    write('arq.config.yaml', 'rabbitmq:\n  heartbat: 1\nworker:\n  max_wrokers: 3\n')
    const args = ['validate-config', '-m', `${settingsModule}:withTypo`, '-p', '0']
    const { code, stdout } = await arq(args, { ARQ_JOB_TIMEOUT: 'many' }, folder)
    for (const problem of [
      'arq.config.yaml: rabbitmq.heartbat: unknown key; did you mean heartbeat?',
      'arq.config.yaml: worker.max_wrokers: unknown key; did you mean max_workers?',
      'maxRetrys: unknown key; did you mean maxRetries?',
      '--prefetch-count: "0": must be at least 1, got 0',
      'ARQ_JOB_TIMEOUT: "many": must be a duration',
      '    Meaning: Longest time of one run.',
      'Problems: 5',
    ]) {
      expect(stdout).toContain(problem)
    }
    expect(code).toBe(2)
    const chinese = await arq(args, { ARQ_LANG: 'zh-CN' }, folder)
    expect(chinese.stdout).toContain('未知的键；是否想用 max_workers？')
    expect(chinese.stdout).toContain('    含义：每个队列在结算之前交给此 worker 的任务数。')
    const json = JSON.parse((await arq([...args, '--json'], {}, folder)).stdout) as {
      problems: unknown[]
    }
    expect(json.problems).toContainEqual({
      place: 'arq.config.yaml',
      path: 'worker.max_wrokers',
      value: 3,
      message: 'unknown key; did you mean max_workers?',
      meaning: null,
    })
  })

  it('is content with what is right, and tries the servers when it is asked to', async () => {
    const module = ['-m', `${settingsModule}:workerSettings`]
    const right = await arq(['validate-config', ...module, '--connect', '-u', host.url], {}, folder)
    expect(right.stdout).toMatch(/^amqp:.* answers\nThe configuration is right/)
    expect(right.code).toBe(0)
    const noStore = ['-u', host.url, '--result-store-url', 'redis://127.0.0.1:1']
    const alone = await arq(['validate-config', ...module, '--connect', ...noStore], {}, folder)
    expect(alone.stdout).toMatch(/^resultStore: .*cannot be reached/m)
    expect(alone.code).toBe(3)

    const away = ['-u', 'amqp://u:hush-hush@127.0.0.1:1', '--connection-timeout', '200ms']
    const wrong = await arq(['validate-config', ...module, '--connect', ...away], {}, folder)
    expect(wrong.stdout).toContain('Cannot reach RabbitMQ')
    expect(wrong.stdout).not.toContain('hush-hush')
    expect(wrong.code).toBe(3)
  })
})

it('ends with 2 and every wrong key when a command meets a wrong file', async () => {
  write('arq.config.yml', 'worker:\n  max_retrys: 1\n  queue: x\n')
  const { code, stderr } = await arq(['queue-info'], {}, folder)
  expect(stderr).toContain('did you mean max_retries?')
  expect(stderr).toContain('worker.queue: unknown key')
  expect(code).toBe(2)
  const absent = await arq(['queue-info', '--config', 'nope.yaml'], {}, folder)
  expect(absent.stderr).toContain('nope.yaml: does not exist')
  write('arq.config.json', '{}')
  const several = await arq(['queue-info'], {}, folder)
  expect(several.stderr).toContain('there are several: arq.config.yml, arq.config.json')
})
