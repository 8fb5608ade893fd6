import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { createClient } from '@arq/client'
import { RedisResultStore } from '@arq/result-redis'
import { RocketMQTransport } from '@arq/transport-rocketmq'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { runProgram, serverUrl } from '../run-program.js'

const FOLDER = 'front-page-on-rocketmq'
const dist = join(import.meta.dirname, '..', '..', 'dist')
const brokerUrl = `rocketmq://${serverUrl('ARQ_TEST_ROCKETMQ_NAMESERVER')}`
// Its own database: the same programs run over RabbitMQ at the same time, with the same job ids.
const redisUrl = `${serverUrl('ARQ_TEST_REDIS_URL')}/7`

/** What a user changes, and the ports of test servers. */
const CHANGES = [
  ["'@arq/transport-amqp'", "'@arq/transport-rocketmq'"],
  ['import { AmqpTransport }', 'import { RocketMQTransport }'],
  [
    "new AmqpTransport({ url: 'amqp://localhost:5672' })",
    `new RocketMQTransport({ url: '${brokerUrl}' })`,
  ],
  ["'redis://localhost:6379/0'", `'${redisUrl}'`],
] as const

beforeAll(async () => {
  await cp(join(dist, 'front-page'), join(dist, FOLDER), { recursive: true })
  for (const name of ['client.js', 'worker.js']) {
    const file = join(dist, FOLDER, name)
    let text = await readFile(file, 'utf8')
    for (const [from, to] of CHANGES) {
      if (!text.includes(from)) throw new Error(`${name} has no ${from}`)
      text = text.replaceAll(from, to)
    }
    await writeFile(file, text)
  }
})
afterAll(() => rm(join(dist, FOLDER), { recursive: true, force: true }))

it('runs the programs of the README over RocketMQ, with another transport and nothing else', async () => {
  await using observer = await createClient({
    transport: new RocketMQTransport({ url: brokerUrl }),
    resultStore: new RedisResultStore({ url: redisUrl }),
  })
  // An earlier run may have left it: the program's own job would be refused.
  await observer.deleteJobResult('welcome:42')
  const startedAtMs = Date.now()
  const worker = runProgram(`${FOLDER}/worker.js`)
  await worker.says('waiting for jobs')
  const client = await runProgram(`${FOLDER}/client.js`).ended
  expect(client).toEqual({ code: 0, stdout: '', stderr: '' })

  const once = observer.getJob<{ to: string }>('welcome:42')
  expect(await once.result({ timeout: 60 })).toEqual({ to: 'a@b.c', subject: 'Hi' })
  const waiting = await observer.queuedJobs('images')
  const isOurs = (enqueued: Date | undefined): boolean => Number(enqueued) >= startedAtMs
  const later = waiting.find((job) => job.function === 'resize' && isOurs(job.enqueueTime))
  expect(later?.deferUntil).toBeInstanceOf(Date)
  expect(await observer.getJob(later!.jobId).result({ timeout: 60 })).toMatchObject({ files: 2 })

  worker.process.kill('SIGTERM')
  const { code, stderr } = await worker.ended
  expect(stderr).toContain('to user@example.com, attempt 1')
  expect(stderr).toMatch(/Stopped: ([3-9]|\d\d+) completed/)
  expect(code).toBe(0)
})
