import { randomUUID } from 'node:crypto'

import { type Client, createClient } from '@arq/client'
import { flow, silentLogger } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { RocketMQTransport } from '@arq/transport-rocketmq'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { VERBS } from '../../src/verbs.js'
import { arq, type Running, startArq } from './run-arq.js'
import { serverUrl } from './servers.js'

const SETTINGS = './worker-settings.ts:withTalks'
const storeUrl = serverUrl('ARQ_TEST_REDIS_URL')
const url = `rocketmq://${serverUrl('ARQ_TEST_ROCKETMQ_NAMESERVER')}`
const run = `verbs-${randomUUID()}`
/** One queue that a worker works on, another one that is paused, and one that nobody works on. */
const [worked, switched, idle] = [run, `${run}-too`, `${run}-idle`]
/** Answers are waited for so long in any case, so that a busy machine has the time. */
const GATHER = ['--timeout', '6s']
const WITHIN_MS = 120_000

let worker: Running
let workerId: string
let client: Client

beforeAll(async () => {
  client = await createClient({
    transport: new RocketMQTransport({ url }),
    resultStore: new RedisResultStore({ url: storeUrl }),
    ...{ queueName: worked, logger: silentLogger },
  })
  const queues = [worked, switched].flatMap((name) => ['-q', name])
  worker = startArq(['worker', '-m', SETTINGS, '-u', url, ...queues, '-r', '0'], {
    ARQ_RESULT_STORE_URL: storeUrl,
    ARQ_WORKER_NAME: 'walker',
  })
  await worker.says('waiting for jobs')
  const { workers } = await client.workers({
    timeout: 60,
    until: (heard) => heard.some(isOurs),
  })
  workerId = workers.find(isOurs)!.workerId
}, WITHIN_MS)
afterAll(async () => {
  worker.process.kill('SIGTERM')
  expect(await worker.ended).toMatchObject({ code: 0 })
  await client.close()
}, WITHIN_MS)

const isOurs = ({ queues }: { readonly queues: readonly { readonly name: string }[] }): boolean =>
  queues.some(({ name }) => name === worked)

/** Over RocketMQ, to its end. */
const over = (...args: readonly string[]) => arq([...args, '-u', url])
const withStore = (...args: readonly string[]) => over(...args, '--result-store-url', storeUrl)

/** What it prints for programs. */
async function jsonOf(ending: ReturnType<typeof arq>, code = 0): Promise<unknown> {
  const ended = await ending
  expect(ended).toMatchObject({ code })
  return JSON.parse(ended.stdout)
}

async function enqueued(name: string, more: object = {}) {
  const spec = { function: name, args: name === 'add' ? [20, 22] : [], ...more }
  const [job] = await client.enqueueJobs([{ ...spec, jobId: `verb-${randomUUID()}` }])
  if (!job) throw new Error('an id twice')
  return job
}

/** There is a dead letter of it. */
async function failedJob(): Promise<string> {
  const job = await enqueued('fail')
  await expect(job.result({ timeout: 60 })).rejects.toMatchObject({ code: 'ARQ_JOB_FAILED' })
  return job.id
}

/** What the verb is for, to its end. */
const verbs: Readonly<Record<string, () => Promise<void>>> = {
  async worker() {
    const job = await enqueued('add', { queueName: idle })
    const burst = await withStore('worker', '-m', SETTINGS, '-q', idle, '--burst')
    expect(burst).toMatchObject({ code: 0 })
    expect(burst.stderr + burst.stdout).toContain('1 jobs completed')
    expect(await job.result({ timeout: 60 })).toBe(42)
  },

  async enqueue() {
    const line = ['enqueue', 'add', '1', '2', '-q', worked, '--wait', '60s', '--json']
    const withResult = { isEnqueued: true, queue: worked, result: 3 }
    expect(await jsonOf(withStore(...line))).toMatchObject(withResult)
    // By a reply, where there is no store.
    expect(await jsonOf(over(...line))).toMatchObject(withResult)
  },

  async 'queue-info'() {
    await enqueued('add', { queueName: idle })
    const { queues } = (await jsonOf(over('queue-info', worked, idle, '--json'))) as {
      queues: readonly unknown[]
    }
    expect(queues).toMatchObject([
      { name: worked, exists: true, consumers: 1, unacknowledged: null, type: 'rocketmq' },
      { name: idle, exists: true, consumers: 0, ready: expect.any(Number) },
    ])
    const absent = await over('queue-info', `${run}-absent`)
    expect(absent).toMatchObject({ code: 4 })
    expect(absent.stderr).toContain(`${run}-absent`)
  },

  async 'purge-queue'() {
    const name = `${run}-full`
    for (let jobs = 0; jobs < 3; jobs += 1) await enqueued('add', { queueName: name })
    const purged = jsonOf(over('purge-queue', name, '--yes', '--json'))
    expect(await purged).toEqual({ queues: [{ name, dropped: 3 }] })
  },

  async job() {
    const id = await failedJob()
    expect(await jsonOf(withStore('job', id, '--json'))).toMatchObject({
      jobs: [{ jobId: id, status: 'failed', queueName: worked }],
    })
    const waiting = await enqueued('add', { deferBy: '1h' })
    expect(await jsonOf(withStore('job', waiting.id, '--abort', '--json'))).toEqual({
      jobs: [{ jobId: waiting.id, isAborted: true }],
    })
    expect(await waiting.status()).toBe('aborted')
  },

  async 'job retry'() {
    const id = await failedJob()
    expect(await jsonOf(withStore('job', 'retry', id, '--json'))).toMatchObject({
      jobs: [{ jobId: id, queue: worked, from: `${worked}.dlq` }],
    })
  },

  async 'job run-now'() {
    const { id } = await enqueued('add', { deferBy: '1h' })
    const ran = (await jsonOf(withStore('job', 'run-now', id, '--json'))) as {
      jobs: readonly { readonly jobId: string; readonly newId: string }[]
    }
    expect(ran.jobs).toMatchObject([{ jobId: id, queue: worked }])
    expect(await client.getJob(ran.jobs[0]!.newId).result({ timeout: 60 })).toBe(42)
  },

  async stream() {
    const { id } = await enqueued('talk')
    // Followed while the job runs: it says its first word, and waits for one.
    const following = startArq([
      ...['stream', id, 'words', '--json', '-u', url, '--result-store-url', storeUrl],
    ])
    await following.says('你好')
    expect(await client.getJob(id).send('bye')).toBe(true)
    const { code, stdout } = await following.ended
    expect(code).toBe(0)
    const lines = stdout.trim().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { value: '你好', jobTry: 1, missed: 0 },
      { value: 'heard bye', jobTry: 1, missed: 0 },
    ])
    const [first] = lines
    const { id: after } = JSON.parse(first ?? '') as { readonly id: string }
    const rest = await withStore('stream', id, 'words', '--raw', '--after', after)
    expect(rest).toMatchObject({ code: 0, stdout: 'heard bye' })
  },

  async send() {
    const job = await enqueued('talk')
    const sent = jsonOf(withStore('send', job.id, '{"topic": "cats"}', '--json'))
    expect(await sent).toEqual({ jobId: job.id, isSent: true })
    expect(await job.result({ timeout: 60 })).toEqual({ topic: 'cats' })
    const late = await withStore('send', job.id, 'late')
    expect(late).toMatchObject({ code: 1, stderr: expect.stringContaining('has ended') })
  },

  async signal() {
    const early = await enqueued('ask', { deferBy: '1h' })
    expect(await jsonOf(withStore('signal', early.id, 'approval', 'true', '--json'))).toEqual({
      ...{ jobId: early.id, signal: 'approval', answer: 'accepted' },
    })
    const job = await enqueued('ask')
    for await (const { deferUntil } of job.updates()) if (deferUntil) break
    expect((await withStore('job', job.id)).stdout).toMatch(/^ {2}approval +waited for since /m)
    expect((await withStore('signal', job.id, 'aproval')).stderr).toContain('Did you mean approval')
    const given = await withStore('signal', job.id, 'approval', '{"by": "ada"}')
    expect(given).toMatchObject({ code: 0, stderr: '' })
    // Woken over RocketMQ, long before its time is up.
    expect(await job.result({ timeout: 60 })).toEqual({ by: 'ada' })
    expect(await withStore('signal', job.id, 'approval')).toMatchObject({ code: 1 })
  },

  async workers() {
    const { workers } = (await jsonOf(over('workers', worked, '--json', ...GATHER))) as {
      workers: readonly unknown[]
    }
    expect(workers).toMatchObject([{ workerId, name: 'walker', pid: worker.process.pid }])
  },

  async top() {
    const screen = await over('top', worked)
    expect(screen).toMatchObject({ code: 0 })
    expect(screen.stdout).toContain(worked)
  },

  async dashboard() {
    const line = ['dashboard', worked, '--port', '0', '-u', url]
    const running = startArq([...line, '--result-store-url', storeUrl])
    await running.says('http://127.0.0.1:')
    running.process.kill('SIGTERM')
    expect(await running.ended).toMatchObject({ code: 0 })
  },

  async pause() {
    const paused = await jsonOf(over('pause', switched, '--worker', workerId, '--json', ...GATHER))
    expect(paused).toMatchObject({ workers: [{ workerId }] })
    const job = await enqueued('add', { queueName: switched })
    const other = await enqueued('add')
    expect(await other.result({ timeout: 60 })).toBe(42)
    expect(await job.status()).toBe('queued')
    await over('resume', switched, '--worker', workerId, ...GATHER)
    expect(await job.result({ timeout: 60 })).toBe(42)
  },

  async resume() {
    const resumed = jsonOf(over('resume', switched, '--worker', workerId, '--json', ...GATHER))
    expect(await resumed).toMatchObject({ workers: [{ workerId, state: 'working' }] })
  },

  async drain() {
    const drained = await jsonOf(over('drain', switched, '--worker', workerId, '--json'))
    expect(drained).toMatchObject({ isDrained: true })
    await over('resume', switched, '--worker', workerId, ...GATHER)
  },

  async flow() {
    const sum = await client.enqueueFlow(flow('add', [20, 22], { children: [flow('add', [1, 1])] }))
    expect(await sum.result({ timeout: 60 })).toBe(42)
    const { flows } = (await jsonOf(withStore('flow', sum.id, '--json'))) as {
      flows: readonly unknown[]
    }
    expect(flows).toMatchObject([
      { jobId: sum.id, jobs: [{ status: 'completed' }, { parentId: sum.id, status: 'completed' }] },
    ])
  },

  async keys() {
    expect(await jsonOf(withStore('keys', '--name', run, '--json'))).toEqual({ keys: [] })
  },

  async 'keys set'() {
    const line = ['keys', 'set', run, '--key', 'a', '--limit', 'default', '--json']
    const unset = { limit: null, weight: null, total: null, rate: null }
    expect(await jsonOf(withStore(...line))).toEqual({ name: run, key: 'a', ...unset })
  },

  async 'dlq list'() {
    await failedJob()
    const { queues } = (await jsonOf(over('dlq', 'list', '-q', worked, '--json'))) as {
      queues: readonly { readonly total: number }[]
    }
    expect(queues).toMatchObject([{ name: `${worked}.dlq`, groups: [{ task: 'fail' }] }])
    expect(queues[0]!.total).toBeGreaterThan(0)
  },

  async 'dlq show'() {
    const id = await failedJob()
    const shown = await jsonOf(over('dlq', 'show', id, '-q', worked, '--json'))
    expect(shown).toMatchObject({ letters: [{ jobId: id, errorMessage: 'no such order' }] })
  },

  async 'dlq redrive'() {
    const id = await failedJob()
    const redriven = await jsonOf(over('dlq', 'redrive', id, '-q', worked, '--json'))
    expect(redriven).toMatchObject({ queues: [{ redriven: 1 }] })
  },

  async 'dlq purge'() {
    const id = await failedJob()
    const purged = await jsonOf(over('dlq', 'purge', id, '-q', worked, '--yes', '--json'))
    expect(purged).toEqual({ queues: [{ name: `${worked}.dlq`, dropped: 1 }] })
    const absent = await over('dlq', 'show', id, '-q', worked)
    expect(absent).toMatchObject({ code: 4 })
  },

  async check() {
    const checked = await jsonOf(withStore('check', '-q', worked, '--json', '--timeout', '30s'))
    expect(checked).toMatchObject({ isWell: true })
    const here = await over('check', '--here', '-q', worked, '--timeout', '30s')
    expect(here).toMatchObject({ code: 0 })
    expect(here.stdout).toContain(url)
  },

  async doctor() {
    const looked = await over('doctor', '-q', worked)
    expect(looked.stdout).toContain('doctor looks at RabbitMQ only')
    expect(looked.stdout).toContain('arq check')
  },
}

/** Those that touch no transport, or one in their own memory. */
const WITHOUT = [
  ...['dev', 'demo', 'jobs', 'unique', 'cron list', 'cron pause', 'cron resume', 'migrate'],
  ...['outbox', 'outbox status', 'outbox retry', 'outbox drop', 'outbox migrate', 'outbox schema'],
  ...['migrate-store', 'validate-config', 'config print', 'completion', 'explain'],
]

/** Each is a process or more: in short, one verb of each kind. The verbs are the same over every transport. */
const IN_SHORT: readonly string[] = ['enqueue', 'workers', 'dlq redrive', 'job']

describe('arq over RocketMQ', () => {
  it('is tried with every verb that touches a transport', () => {
    const tried = [...Object.keys(verbs), ...WITHOUT].sort()
    expect(tried).toEqual(VERBS.map(({ name }) => name).sort())
  })

  for (const [verb, tried] of Object.entries(verbs)) {
    const itHere = isFullRun || IN_SHORT.includes(verb) ? it : it.skip
    itHere(`${verb} does what it is for`, tried, WITHIN_MS)
  }
})

describe('what RocketMQ cannot do', () => {
  /** One line, and in the language of the reader. */
  async function isRefused(args: readonly string[], en: RegExp, chinese: RegExp): Promise<void> {
    for (const [language, line] of [
      ['en', en],
      ['zh-CN', chinese],
    ] as const) {
      const { code, stderr } = await arq([...args, '-u', url], { ARQ_LANG: language })
      expect(code).toBe(2)
      expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(line)])
    }
  }

  it('is said of priorities', async () => {
    const args = ['enqueue', 'add', '1', '2', '-q', worked, '--priority', '3']
    await isRefused(
      args,
      /Priorities have no effect in queue .*maxPriority/,
      /不支持优先级.*maxPriority/,
    )
  })

  it('is said of the management API', async () => {
    const args = ['queue-info', worked, '--management-url', 'http://127.0.0.1:1']
    await isRefused(args, /managementUrl/, /managementUrl/)
  })
})
