import { createClient } from '@arq/client'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { type Forwarding, forwardPort } from '../forward-port.js'
import { runProgram, serverUrl } from '../run-program.js'

let forwardings: readonly Forwarding[] = []

beforeAll(async () => {
  forwardings = [
    await forwardPort(5672, serverUrl('ARQ_TEST_RABBITMQ_URL')),
    await forwardPort(6379, serverUrl('ARQ_TEST_REDIS_URL')),
  ]
})
afterAll(() => Promise.all(forwardings.map((forwarding) => forwarding.close())))

it('runs the ten lines of the README as they are', async () => {
  const { code, stdout } = await runProgram('ten-lines.js').ended
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'Hello, world!\n' })
})

it('runs the programs of the README as they are', async () => {
  await using observer = await createClient({
    transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
    resultStore: new RedisResultStore({ url: 'redis://localhost:6379/0' }),
  })
  // An earlier run may have left it: the program's own job would be refused.
  await observer.deleteJobResult('welcome:42')
  const startedAtMs = Date.now()
  const worker = runProgram('front-page/worker.js')
  await worker.says('waiting for jobs')
  const client = await runProgram('front-page/client.js').ended
  expect(client).toEqual({ code: 0, stdout: '', stderr: '' })

  const once = observer.getJob<{ to: string }>('welcome:42')
  expect(await once.result({ timeout: 30 })).toEqual({ to: 'a@b.c', subject: 'Hi' })
  const waiting = await observer.queuedJobs('images')
  const isOurs = (enqueued: Date | undefined): boolean => Number(enqueued) >= startedAtMs
  const later = waiting.find((job) => job.function === 'resize' && isOurs(job.enqueueTime))
  expect(later?.deferUntil).toBeInstanceOf(Date)
  expect(await observer.getJob(later!.jobId).result({ timeout: 30 })).toMatchObject({ files: 2 })

  worker.process.kill('SIGTERM')
  const { code, stderr } = await worker.ended
  expect(stderr).toContain('to user@example.com, attempt 1')
  expect(stderr).toMatch(/Stopped: ([3-9]|\d\d+) completed/)
  expect(code).toBe(0)
})
