import { randomUUID } from 'node:crypto'

import { type Client, createClient } from '@arq/client'
import { flow, group, silentLogger, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { arq, startArq } from './run-arq.js'
import { createVirtualHost, serverUrl } from './servers.js'

const store = serverUrl('ARQ_TEST_REDIS_URL')
const queueName = 'flows'
const addAll = task('add_all', async (ctx) => {
  const all = await ctx.children<number>().results()
  return all.reduce((sum, one) => sum + one, 0)
})
const one = task('one', async () => 1)

let host: Awaited<ReturnType<typeof createVirtualHost>>
let client: Client
let environment: Record<string, string>

beforeAll(async () => {
  host = await createVirtualHost()
  client = await createClient({
    transport: new AmqpTransport({ url: host.url }),
    resultStore: new RedisResultStore({ url: store }),
    ...{ queueName, logger: silentLogger },
  })
  environment = { RABBITMQ_URL: host.url, ARQ_RESULT_STORE_URL: store }
})
afterAll(async () => {
  await client.close()
  await host.delete()
})

const run = (...args: readonly string[]) => arq(['flow', ...args], environment)

/** With so many children; nobody works on it. */
const waitingFlow = (children: number) =>
  client.enqueueFlow(
    group(
      Array.from({ length: children }, () => flow(one)),
      flow(addAll),
    ),
    { jobId: `flow-${randomUUID()}` },
  )

/** Runs what there is. */
async function work(): Promise<void> {
  const worker = new Worker({
    transport: new AmqpTransport({ url: host.url }),
    resultStore: new RedisResultStore({ url: store }),
    ...{ queueName, functions: [addAll, one], logger: silentLogger },
    ...{ handleSignals: false, burstMode: true },
  })
  await worker.run()
}

describe('arq flow', () => {
  it('stops a flow, runs it again, and shows it until it has ended', async () => {
    const { jobId } = await waitingFlow(2)
    const aborted = await run(jobId, '--abort')
    expect(aborted.stdout).toBe(`${jobId}: stopped, with all below it.\n`)
    expect(await client.getFlow(jobId).status()).toBe('aborted')
    const retried = await run(jobId, '--retry', '--json')
    expect(JSON.parse(retried.stdout)).toEqual({ flows: [{ jobId, enqueued: 2, waiting: 1 }] })
    const watching = startArq(['flow', jobId, '--watch', '200ms'], environment)
    await watching.says('1 waiting')
    await work()
    const { code, stdout } = await watching.ended
    expect(stdout).toMatch(/3 jobs: 3 completed\n$/)
    expect(code).toBe(0)
  })

  it('shows some of many children, and all of them where that is asked for', async () => {
    const { jobId } = await waitingFlow(150)
    const folded = await run(jobId)
    expect(folded.stdout).toContain('└─ … 140 more below: 140 queued\n')
    expect(folded.stdout).toContain('--all')
    expect(folded.stdout.split('\n').length).toBeLessThan(20)
    const all = await run(jobId, '--all')
    expect(all.stdout.match(/─ one /g)).toHaveLength(150)
    await client.getFlow(jobId).abort({ tree: true })
  })

  it('says so when nothing is kept of a flow, and what cannot be asked at once', async () => {
    const unknown = await run('nothing-here')
    expect(unknown.code).toBe(4)
    expect(unknown.stderr).toContain('Nothing is kept of a flow nothing-here')
    const both = await run('f', '--abort', '--retry')
    expect(both.code).toBe(2)
    expect(both.stderr).toContain('give one of --abort, --retry and --watch')
  })
})
