import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

import { createClient } from '@arq/client'
import { RedisResultStore } from '@arq/result-redis'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import {
  createRedis,
  createVirtualHost,
  type RedisServer,
  until,
  type VirtualHost,
} from '@arq/tooling-services'
import { AmqpTransport } from '@arq/transport-amqp'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Job, Queue } from 'bullmq'

import { type Running, runProgram } from '../run-program.js'

const WAIT = { withinMs: 240_000 }
const EVERY_SECOND = '* * * * * *'
const PEOPLE = isFullRun ? 2000 : 20
const named = (by: string) => Array.from({ length: PEOPLE }, (_, n) => `${by}-${String(n)}`)

let host: VirtualHost
// Of its own: the programs of the page name their queue and ids as an application would.
let redis: RedisServer
let queue: Queue<{ to: string }>
const programs: Running[] = []
beforeAll(async () => {
  host = await createVirtualHost('examples')
  redis = await createRedis()
  await redis.start()
  queue = new Queue('emails', { connection: { url: redis.url } })
})
afterAll(async () => {
  for (const { process } of programs) process.kill('SIGKILL')
  await Promise.all(programs.map(({ ended }) => ended))
  await queue.close()
  await redis.dispose()
  await host.delete()
})

/** What the tasks of both sides have said. */
const done: string[] = []

/** Starts a program of the page. */
function start(file: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  const servers = { RABBITMQ_URL: host.url, REDIS_URL: redis.url }
  const program = runProgram(`moving-from-bullmq/${file}.js`, args, { ...servers, ...env })
  programs.push(program)
  createInterface({ input: program.process.stdout! }).on('line', (line) => {
    if (/^(BullMQ|arq): /.test(line)) done.push(line)
  })
  return program
}

/** Runs a program of the page to its end. */
async function run(...started: Parameters<typeof start>): Promise<void> {
  expect(await start(...started).ended).toMatchObject({ code: 0, stderr: '' })
}

/** Ends a worker in order. */
async function stop({ process, ended }: Running): Promise<void> {
  process.kill('SIGTERM')
  expect(await ended).toMatchObject({ code: 0 })
}

/** The e-mails that went out by one side, in no order. */
const emailsBy = (side: string) =>
  done.filter((line) => line.startsWith(`${side}: `) && !line.endsWith(': digest')).sort()
const emails = (side: string, to: readonly string[], reminded: string) =>
  [...to.map((each) => `${side}: welcome ${each}`), `${side}: remind ${reminded}`].sort()

const oldJobs = () => queue.getJobCounts('wait', 'prioritized', 'active', 'delayed', 'failed')
const dueOf = (job: Job) => job.timestamp + job.delay
const drained = async () => Object.values(await oldJobs()).every((count) => count === 0)

describe('the guide from BullMQ', () => {
  it('lists what to change in its old programs', async () => {
    const cli = dirname(createRequire(import.meta.url).resolve('@arq/cli/package.json'))
    const folder = join(import.meta.dirname, '..', '..', 'src', 'moving-from-bullmq')
    const args = [join(cli, 'dist', 'bin.js'), 'migrate', '.', '--from', 'bullmq']
    const arq = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    arq.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
    expect(await once(arq, 'close')).toEqual([0, null])
    for (const place of [
      'old-producer.ts',
      'attempts',
      'upsertJobScheduler',
      'old-worker.ts',
      'updateProgress',
    ]) {
      expect(said).toContain(place)
    }
  })

  it('moves jobs as it says, and every one is done once', async () => {
    const [toOld, toNew] = [named('old'), named('new')].map((people) => [...people, 'flaky'])
    const oldWorker = start('old-worker')
    await run('old-producer', toOld, { DIGEST_AT: EVERY_SECOND })
    await oldWorker.says('BullMQ: digest')

    // 3 and 4: the new worker beside the old one, then new producers.
    const newWorker = start('new-worker')
    await run('new-producer', toNew)

    // 5: repeatable jobs.
    await run('remove-schedulers')
    expect(await queue.getJobSchedulersCount()).toBe(0)
    const cronWorker = start('new-worker', [], { DIGEST_AT: EVERY_SECOND })
    const isIn = (line: string) => () => done.includes(line)
    await until(isIn('arq: digest'), { what: 'a digest by arq', ...WAIT })

    // 6: what is far ahead is moved, the rest drains.
    const far = (await queue.getDelayed()).find((job) => job.data.to === 'in-a-month')
    await run('move-delayed')
    await until(drained, { what: 'an empty queue of BullMQ', ...WAIT })
    await stop(oldWorker)
    expect(emailsBy('BullMQ')).toEqual(emails('BullMQ', toOld!, 'in-a-second'))

    const wanted = emails('arq', toNew!, 'in-a-moment')
    const isDone = () => emailsBy('arq').length >= wanted.length
    await until(isDone, { what: 'the jobs of the new producer', ...WAIT })
    await Promise.all([newWorker, cronWorker].map(stop))
    expect(emailsBy('arq')).toEqual(wanted)

    const client = await createClient({
      transport: new AmqpTransport({ url: host.url }),
      resultStore: new RedisResultStore({ url: redis.url }),
    })
    const newJobs = await client.queuedJobs('default')
    await client.close()
    const moved = newJobs.filter((job) => job.function === 'remind')
    expect(moved).toMatchObject([
      { jobId: `bullmq:${far!.id!}`, args: [far!.data], deferUntil: new Date(dueOf(far!)) },
    ])
  })
})
