import { createClient } from '@arq/client'
import { silentLogger, task } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { arq } from './run-arq.js'
import { createVirtualHost } from './servers.js'

let host: Awaited<ReturnType<typeof createVirtualHost>>
let worker: Worker
let running: Promise<void>
let jobId: string
let end: () => void = () => undefined

/** Run by another process, which starts slower than a worker answers. */
const QUICK = ['--timeout', '700ms']

beforeAll(async () => {
  host = await createVirtualHost()
  const begun = new Promise<void>((onBegin) => {
    const mayEnd = new Promise<void>((resolve) => (end = resolve))
    const slow = task('slow', async () => {
      onBegin()
      await mayEnd
    })
    worker = new Worker({
      functions: [slow],
      transport: new AmqpTransport({ url: host.url }),
      logger: silentLogger,
      workerName: 'mailer',
      queues: [{ name: 'mail' }, { name: 'images' }],
    })
  })
  running = worker.run()
  await using client = await createClient({ transport: new AmqpTransport({ url: host.url }) })
  const job = await client.enqueueJob('slow', [], { queueName: 'mail' })
  jobId = job.id
  await begun
})
afterAll(async () => {
  end()
  await worker.stop()
  await host.delete()
})

const controlled = (...args: string[]) => arq([...args, '-u', host.url])

describe('arq workers', () => {
  it('shows who runs what', async () => {
    const { code, stdout, stderr } = await controlled('workers', ...QUICK)
    const rows = stdout.split('\n').map((line) => line.split(/ {2,}/))
    expect(rows[0]?.slice(0, 6)).toEqual(['WORKER', 'HOST', 'PID', 'VERSION', 'STATE', 'RUNNING'])
    expect(rows[1]?.[0]).toBe(worker.workerId)
    expect(rows[1]?.slice(4, 7)).toEqual(['working', '1/10', 'mail, images'])
    expect(rows[3]).toEqual(['JOB', 'TASK', 'QUEUE', 'TRY', 'FOR', 'WORKER'])
    expect(rows[4]?.slice(0, 4)).toEqual([jobId, 'slow', 'mail', '1'])
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  it('prints JSON, and says when nobody answers', async () => {
    const { stdout } = await controlled('workers', 'mail', '--json', ...QUICK)
    expect(JSON.parse(stdout)).toMatchObject({
      workers: [{ name: 'mailer', pid: process.pid, jobs: [{ jobId, queueName: 'mail' }] }],
      silent: [],
      unknownConsumers: [],
    })
    const none = await controlled('workers', 'nobodys', ...QUICK)
    expect(none).toMatchObject({ code: 4, stdout: '', stderr: 'No worker answered within 0.7 s\n' })
  })
})

describe('arq pause, resume and drain', () => {
  it('act on a queue or a worker, and say what came of it', async () => {
    const paused = await controlled('pause', 'images', ...QUICK)
    expect(paused).toMatchObject({
      code: 0,
      stdout: `${worker.workerId}: paused images; 1 jobs run on\n`,
    })
    expect(worker.health).toMatchObject({ status: 'degraded' })
    const resumed = await controlled('resume', 'images', '--json', ...QUICK)
    expect(JSON.parse(resumed.stdout)).toMatchObject({
      workers: [{ state: 'working', queues: [{ isPaused: false }, { isPaused: false }] }],
    })
    expect(worker.health.status).toBe('ready')
  })

  it('refuse what nobody works on, in the language of the reader', async () => {
    const unknown = await controlled('pause', 'imges', ...QUICK)
    expect(unknown.code).toBe(4)
    expect(unknown.stderr).toContain('did you mean images?')
    const target = ['pause', '--worker', 'mialer', '-u', host.url, ...QUICK]
    const chinese = await arq(target, { ARQ_LANG: 'zh-CN' })
    expect(chinese.stderr).toContain('您是指 mailer 吗')
    const whom = await controlled('resume')
    expect(whom.code).toBe(2)
    expect(whom.stderr).toContain('name queues, or a worker')
  })

  it('end a worker once nothing runs', async () => {
    const held = await controlled('drain', '--worker', worker.workerId, '--timeout', '0')
    expect(held.code).toBe(1)
    expect(held.stdout).toContain('1 jobs still run')
    end()
    const drained = await controlled('drain', '--worker', worker.workerId, '--end')
    await running
    expect(drained).toMatchObject({
      code: 0,
      stdout: `${worker.workerId} has ended\nNothing runs any more\n`,
    })
  })
})
