import { randomUUID } from 'node:crypto'

import { type Client, createClient } from '@arq/client'
import { type JobContext, type KeyStatus, silentLogger, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { arq } from './run-arq.js'
import { createVirtualHost, serverUrl } from './servers.js'

const storeUrl = serverUrl('ARQ_TEST_REDIS_URL')
const unique = randomUUID()
const queueName = `keys-${unique}`

const ask = task({
  name: `ask-${unique}`,
  run: (ctx: JobContext<object>, tenant: string, tokens: number) => {
    ctx.usage({ tokens })
    return tenant
  },
  rate: { key: (tenant) => tenant, limit: 2, budget: { tokens: 1000 }, per: '1h' },
})

let host: Awaited<ReturnType<typeof createVirtualHost>>
let client: Client
let worker: Worker<object>
beforeAll(async () => {
  host = await createVirtualHost()
  const newParts = () => ({
    transport: new AmqpTransport({ url: host.url }),
    resultStore: new RedisResultStore({ url: storeUrl }),
    ...{ queueName, logger: silentLogger },
  })
  client = await createClient(newParts())
  worker = new Worker<object>({ ...newParts(), functions: [ask], handleSignals: false })
  void worker.run()
})
afterAll(async () => {
  await client.close()
  await worker.stop()
  await host.delete()
})

const run = (...args: readonly string[]) =>
  arq(args, { RABBITMQ_URL: host.url, ARQ_RESULT_STORE_URL: storeUrl })

/** Once so many of its jobs wait. */
async function waiting(key: string, count: number): Promise<void> {
  for (;;) {
    for await (const status of client.limits.list(ask.name)) {
      if (status.key === key && status.waiting === count) return
    }
  }
}

describe('arq keys', () => {
  it('shows what of a rate counts and when the next one may begin; another rate lets it begin', async () => {
    const jobs = []
    for (const tokens of [300, 400, 500]) {
      jobs.push(await client.enqueueJob(ask, ['租户', tokens]))
      if (jobs.length <= 2) await jobs.at(-1)?.result({ timeout: '1m' })
    }
    await waiting('租户', 1)

    const { stdout } = await run('keys', '--name', ask.name)
    expect(stdout).toMatch(/RUNNING +COMING +WAITING +LIMIT +RATE +NEXT\n/)
    const moment = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`
    expect(stdout).toMatch(new RegExp(`租户 +0 +0 +1 .* 2/2, tokens 700/1000 in 3600 s +${moment}`))
    const { keys } = JSON.parse((await run('keys', '--name', ask.name, '--json')).stdout) as {
      readonly keys: readonly KeyStatus[]
    }
    expect(keys).toMatchObject([
      { key: '租户', waiting: 1, rate: { limit: 2, starts: 2, used: { tokens: 700 } } },
    ])

    const change = ['--rate', '3', '--budget', 'tokens=2000', '--per', '1h']
    const set = await run('keys', 'set', ask.name, '--key', '租户', ...change)
    expect(set).toMatchObject({ code: 0, stdout: expect.stringContaining('"limit":3') })
    expect(await jobs.at(-1)?.result({ timeout: '1m' })).toBe('租户')
    const { jobs: shown } = JSON.parse((await run('job', jobs[2]?.id ?? '', '--json')).stdout) as {
      readonly jobs: readonly unknown[]
    }
    expect(shown).toMatchObject([{ usage: { tokens: 500 } }])
  })

  it.each([
    [['--rate', '3'], 'needs --per'],
    [['--per', '1m'], 'needs --per'],
    [['--rate', 'many', '--per', '1m'], '"many" is not a whole number'],
    [['--budget', 'tokens', '--per', '1m'], '"tokens" is no unit with an amount'],
    [[], 'says nothing to set'],
  ])('says what is wrong with %j', async (flags, problem) => {
    const { code, stderr } = await run('keys', 'set', ask.name, ...flags)
    expect(code).toBe(2)
    expect(stderr).toContain(problem)
  })
})
