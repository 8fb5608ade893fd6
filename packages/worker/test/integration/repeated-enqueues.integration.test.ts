import { isArqError, task } from '@arq/core'
import { createRabbit, until } from '@arq/tooling-services'
import { expect, it } from '@jest/globals'

import { uniqueName } from './servers.js'
import { setup } from './setup.js'

const COUNT = 1000

it('jobs whose enqueue was cut off by a crash of the broker run once when they are enqueued again by their id', async () => {
  const rabbit = await createRabbit()
  await rabbit.start()
  const runs = new Map<number, number>()
  const count = task('count', async (_ctx, n: number) => {
    runs.set(n, (runs.get(n) ?? 0) + 1)
    return n
  })
  const queueName = uniqueName('queue')
  // RabbitMQ can lose a quorum queue that was declared a moment before a SIGKILL.
  const queues = Object.fromEntries(
    [queueName, `${queueName}.dlq`].map((name) => [name, { type: 'classic' } as const]),
  )
  const arq = await setup(
    { functions: [count], maxConcurrentJobs: 100 },
    {
      rabbitUrl: rabbit.url,
      queueName,
      transport: { connectionTimeout: '2m', queues },
      // Of a thousand callers at once, on a machine that starts a broker meanwhile, some wait long.
      commandTimeout: '2m',
    },
  )
  const ids = Array.from({ length: COUNT }, (_, n) => `${queueName}-${String(n)}`)
  const enqueue = (n: number) => arq.client.enqueueJob(count, [n], { jobId: ids[n]! })
  // Opens what is needed. The job itself may be lost: see ARCHITECTURE on classic queues of RabbitMQ 4.0.5.
  await arq.client.enqueueJob(count, [-1])
  // What is sent from here on is not confirmed.
  rabbit.pause()
  const first = ids.map((_, index) => enqueue(index))
  // An id is claimed at the store, and then the job is sent.
  await until(() => arq.store.get(ids[COUNT - 1]!), { what: 'the last claim', withinMs: 120_000 })
  await rabbit.kill()
  await rabbit.start()
  const outcomes = await Promise.allSettled(first)
  const cutOff: number[] = []
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') continue
    expect(isArqError(outcome.reason) && outcome.reason.sent).toBe('unknown')
    cutOff.push(index)
  }
  expect(cutOff.length).toBeGreaterThan(0)
  for (const job of await Promise.all(cutOff.map(enqueue))) expect(job).not.toBeUndefined()
  const running = arq.worker.run()
  const results = await Promise.all(ids.map((id) => arq.client.getJob(id).result({ timeout: 120 })))
  expect(results).toEqual(ids.map((_, n) => n))
  await arq.close()
  await running
  runs.delete(-1)
  expect([...runs.values()].filter((times) => times !== 1)).toEqual([])
  expect(runs.size).toBe(COUNT)
  await rabbit.dispose()
})
