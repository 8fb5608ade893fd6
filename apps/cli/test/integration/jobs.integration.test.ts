import { randomUUID } from 'node:crypto'

import { createClient } from '@arq/client'
import { type Delivery, type Logger, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'

import { arq, startArq } from './run-arq.js'
import { createVirtualHost, serverUrl } from './servers.js'

const store = serverUrl('ARQ_TEST_REDIS_URL')

let host: Awaited<ReturnType<typeof createVirtualHost>>
let transport: AmqpTransport
let queue: string
let id: string
let isFailing: boolean
let logLines: number

const nothing = (): void => undefined
const logger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
  child: () => logger,
}

beforeAll(async () => {
  host = await createVirtualHost()
  transport = new AmqpTransport({ url: host.url })
  await transport.connect()
})
afterAll(async () => {
  await transport.close()
  await host.delete()
})
beforeEach(() => {
  queue = `q-${randomUUID()}`
  id = `job-${randomUUID()}`
  isFailing = false
  logLines = 0
})

const run = (...args: readonly string[]) =>
  arq(args, { RABBITMQ_URL: host.url, ARQ_RESULT_STORE_URL: store })

const readyIn = async (name: string) => (await transport.queueInfo(name))?.ready

/** A worker that ends with the test. */
const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})
function startWorker(settings: { readonly burstMode?: boolean } = {}): Promise<void> {
  const add = task('add', (ctx, a: number, b: number) => {
    for (let n = 1; n <= logLines; n += 1) ctx.logger.info(`step ${String(n)}`)
    if (isFailing) throw new Error('no such numbers')
    return a + b
  })
  const order = task('order', async (ctx) => {
    await ctx.step('charge', () => 'paid')
    await ctx.step('mail', { retries: 1, backoff: 0 }, ({ stepTry }) => {
      if (stepTry === 1) throw new Error('no such address')
    })
    await ctx.step('mail', () => {
      throw new RangeError('full')
    })
  })
  const nap = task('nap', (ctx) => ctx.sleep('2h'))
  const ask = task('ask', (ctx) => ctx.waitFor('answer', { timeout: '2h' }))
  const worker = new Worker({
    functions: [add, order, nap, ask],
    queueName: queue,
    transport,
    resultStore: new RedisResultStore({ url: store }),
    maxRetries: 0,
    logger,
    burstCheckInterval: '50ms',
    ...settings,
  })
  const ran = worker.run()
  stops.push(async () => {
    await worker.stop()
    await ran
  })
  return ran
}

describe('arq enqueue', () => {
  it('sends a job with arguments as words, and waits for its result', async () => {
    void startWorker()
    const text = await run('enqueue', 'add', '1', '2', '-q', queue, '--wait', '20s')
    expect(text).toMatchObject({ code: 0, stderr: '' })
    expect(text.stdout).toMatch(new RegExp(`^Enqueued [0-9a-f]{32} to ${queue}\\.\nResult: 3\n$`))
    const json = await run(
      'enqueue',
      'add',
      '--args',
      '[4, 5]',
      '-q',
      queue,
      '--wait',
      '20',
      '--json',
    )
    expect(JSON.parse(json.stdout)).toMatchObject({ isEnqueued: true, queue, result: 9 })
  })

  it('waits without a limit where --wait stands alone, and says that nobody consumes the queue', async () => {
    const variables = { RABBITMQ_URL: host.url, ARQ_RESULT_STORE_URL: store }
    const { says, ended } = startArq(['enqueue', 'add', '1', '2', '-q', queue, '--wait'], variables)
    await says(`nobody consumes ${queue}`)
    void startWorker()
    const { code, stdout } = await ended
    expect(stdout).toMatch(/Result: 3\n$/)
    expect(code).toBe(0)
  })

  it('sends nothing twice under one id, and says so in the reader’s language', async () => {
    await run('enqueue', 'add', '1', '2', '-q', queue, '--job-id', id)
    const again = await arq(['enqueue', 'add', '-q', queue, '--job-id', id], {
      RABBITMQ_URL: host.url,
      ARQ_RESULT_STORE_URL: store,
      ARQ_LANG: 'zh-CN',
    })
    expect(again.stdout).toBe(`已存在任务 ${id}：未发送。\n`)
    expect(again.code).toBe(1)
    expect(await readyIn(queue)).toBe(1)
  })

  it('sends to the queue of the settings module, and warns of a task that it has not', async () => {
    const reference = ['-m', './worker-settings.ts:workerSettings'] as const
    const typo = await run('enqueue', 'ad', '1', '2', ...reference)
    expect(typo.stdout).toMatch(/^Enqueued \S+ to from-the-module\.$/m)
    expect(typo.stderr).toContain('has no task ad; did you mean add?')
    expect(typo.code).toBe(0)
    const right = await run('enqueue', 'add', '1', '2', ...reference, '-q', queue)
    expect(right).toMatchObject({ code: 0, stderr: '' })
    expect(await readyIn(queue)).toBe(1)
  })

  it('says that nobody consumes the queue, when it waits in vain', async () => {
    const { stderr, code } = await run('enqueue', 'add', '1', '2', '-q', queue, '--wait', '0.5')
    expect(stderr).toContain(`nobody consumes ${queue}`)
    expect(stderr).toContain('ARQ_RESULT_TIMEOUT')
    expect(code).toBe(1)
  })

  it('asks its worker for a reply only when it waits for one', async () => {
    const withoutStore = { RABBITMQ_URL: host.url }
    const { code } = await arq(['enqueue', 'add', '1', '2', '-q', queue], withoutStore)
    expect(code).toBe(0)
    const waiting = arq(['enqueue', 'add', '1', '2', '-q', queue, '--wait', '0.1'], withoutStore)
    const asked: boolean[] = []
    const both = new Promise<void>((resolve, reject) => {
      const take = (delivery: Delivery): void => {
        asked.push(delivery.replyTo !== undefined)
        delivery.ack()
        if (asked.length === 2) resolve()
      }
      transport
        .consume(queue, { prefetch: 1 }, take)
        .then((subscription) => stops.push(() => subscription.close()), reject)
    })
    await Promise.all([both, waiting])
    expect(asked).toEqual([false, true])
  })

  it.each([
    [['add', '--args', '[1'], '--args: must be a JSON list or object'],
    [['add', '1', '--args', '[1]'], '--args: gives the arguments a second time'],
    [['add', '--defer-by', 'soon'], 'deferBy: must be a duration'],
    [['add', '--priority', 'high'], '--priority: must be a number'],
    [['[1]'], 'must be the name of a task'],
    [[], '<call> is missing'],
  ])('refuses %j before anything is sent', async (args, problem) => {
    const { code, stderr } = await run('enqueue', '-q', queue, ...args)
    expect(stderr).toContain(problem)
    expect(code).toBe(2)
    expect(await transport.queueInfo(queue)).toBeUndefined()
  })
})

describe('arq job', () => {
  it('shows what the job logged: its last lines, and how many had no room', async () => {
    logLines = 400
    await run('enqueue', 'add', '1', '2', '-q', queue, '--job-id', id)
    await startWorker({ burstMode: true })
    const { stdout } = await run('job', id)
    expect(stdout).toMatch(/^What it logged:\n {2}… \(\d+ earlier lines had no room\)\n/m)
    expect(stdout).toMatch(/^ {2}\d{4}-\S+Z INFO {2}step 400\n$/m)
    const json = JSON.parse((await run('job', id, '--json')).stdout) as {
      readonly jobs: readonly { readonly log: { readonly lines: readonly string[] } }[]
    }
    expect(Buffer.byteLength(json.jobs[0]?.log.lines.join('\n') ?? '')).toBeLessThanOrEqual(8192)
  })

  it('shows the steps of the job as a timeline', async () => {
    await run('enqueue', 'order', '-q', queue, '--job-id', id)
    await startWorker({ burstMode: true })
    const { stdout } = await run('job', id)
    const at = String.raw`\n {2}\d{4}-\S+Z {2}`
    expect(stdout).toMatch(
      new RegExp(
        `^Steps:${at}charge {2}completed {2}\\S+ s, tries: 1` +
          `${at}mail {4}completed {2}\\S+ s, tries: 2` +
          `${at}mail#2 {2}failed {5}\\S+ s, tries: 1: RangeError: full\n`,
        'm',
      ),
    )
    const json = JSON.parse((await run('job', id, '--json')).stdout) as {
      readonly jobs: readonly { readonly steps: readonly unknown[] }[]
    }
    expect(json.jobs[0]?.steps).toMatchObject([
      { name: 'charge', state: 'completed', tries: 1 },
      { name: 'mail', state: 'completed', tries: 2 },
      { name: 'mail#2', state: 'failed', error: 'RangeError: full' },
    ])
  })

  it('shows nothing that is secret by its name, or by redact of the settings', async () => {
    const args = JSON.stringify({ note: 'hello', password: 'hunter2', card: { no: 'hunter2' } })
    await run('enqueue', 'add', '--args', args, '-q', queue, '--job-id', id)
    const reference = './worker-settings.ts:withRedaction'
    for (const more of [[], ['--json']]) {
      const { stdout, code } = await run('job', id, '-m', reference, ...more)
      expect(code).toBe(0)
      expect(stdout).toContain('hello')
      expect(stdout).not.toContain('hunter2')
    }
  })

  it('shows what is known, as text and as JSON, and ends with 4 for what is not', async () => {
    await run('enqueue', 'add', '1', '2', '-q', queue, '--job-id', id)
    await startWorker({ burstMode: true })
    const text = await run('job', id)
    expect(text.stdout).toMatch(/^status +completed$/m)
    expect(text.stdout).toMatch(/^args +\[1,2\]$/m)
    const json = await run('job', id, '--json')
    expect(JSON.parse(json.stdout)).toMatchObject({ jobs: [{ jobId: id, result: 3 }] })
    const unknown = await run('job', 'nobody')
    expect(unknown.stderr).toContain('nothing is known of job nobody')
    expect(unknown.code).toBe(4)
    expect((await run('job', id, '--delete')).stdout).toContain('its record is deleted')
    expect((await run('job', id)).code).toBe(4)
  })

  it('aborts a waiting job, which then never runs', async () => {
    await run('enqueue', 'add', '1', '2', '-q', queue, '--job-id', id)
    expect((await run('job', id, '--abort')).stdout).toBe(`${id}: will not run.\n`)
    await startWorker({ burstMode: true })
    expect((await run('job', id)).stdout).toMatch(/^status +aborted$/m)
  })

  it('says what it needs where there is no store', async () => {
    const { code, stderr } = await arq(['job', id], { RABBITMQ_URL: host.url })
    expect(stderr).toContain('needs the result store')
    expect(code).toBe(2)
  })
})

describe('arq job retry', () => {
  it('runs a failed job again, from its dead letter', async () => {
    await run('enqueue', 'add', '1', '2', '-q', queue, '--job-id', id)
    isFailing = true
    await startWorker({ burstMode: true })
    expect((await run('job', 'retry', id)).stdout).toBe(
      `${id}: sent back from ${queue}.dlq to ${queue}.\n`,
    )
    isFailing = false
    await startWorker({ burstMode: true })
    expect((await run('job', id)).stdout).toMatch(/^result +3$/m)
    const again = await run('job', 'retry', id)
    expect(again.stderr).toContain(`${id} is completed: only what has failed`)
    expect(again.code).toBe(4)
  })

  it('runs it from its record when its dead letter is gone', async () => {
    await run('enqueue', 'add', '1', '2', '-q', queue, '--job-id', id)
    isFailing = true
    await startWorker({ burstMode: true })
    expect((await run('purge-queue', `${queue}.dlq`, '--yes')).stdout).toBe(
      `${queue}.dlq: 1 dropped.\n`,
    )
    const retried = await run('job', 'retry', id, '--json')
    expect(JSON.parse(retried.stdout)).toEqual({ jobs: [{ jobId: id, queue, from: null }] })
    isFailing = false
    await startWorker({ burstMode: true })
    expect((await run('job', id)).stdout).toMatch(/^result +3$/m)
  })
})

it('brings no job forward that has begun and waits in its own code', async () => {
  void startWorker()
  const resultStore = new RedisResultStore({ url: store })
  await using client = await createClient({ transport, resultStore, queueName: queue, logger })
  for (const name of ['nap', 'ask']) {
    const job = await client.enqueueJob(name, [])
    for await (const { deferUntil } of job.updates()) if (deferUntil) break
    const refused = await run('job', 'run-now', job.jobId)
    expect(refused.stderr).toContain('has begun and sleeps, or waits for a signal')
    expect(refused.code).toBe(4)
    expect(await job.abort()).toBe(true)
  }
})

it('brings a deferred job forward', async () => {
  await run('enqueue', 'add', '1', '2', '-q', queue, '--job-id', id, '--defer-by', '2h')
  const moved = await run('job', 'run-now', id, '--json')
  const { jobs } = JSON.parse(moved.stdout) as { readonly jobs: readonly { newId: string }[] }
  await startWorker({ burstMode: true })
  expect((await run('job', jobs[0]?.newId ?? '')).stdout).toMatch(/^result +3$/m)
  expect((await run('job', id)).stdout).toMatch(/^status +aborted$/m)
  const notDeferred = await run('job', 'run-now', id)
  expect(notDeferred.stderr).toContain('not deferred')
})

describe('arq purge-queue', () => {
  it('asks, drops with a yes what waits, and creates nothing', async () => {
    await run('enqueue', 'add', '1', '2', '-q', queue)
    const asked = await run('purge-queue', queue)
    expect(asked.stderr).toContain('give --yes')
    expect(asked.code).toBe(2)
    expect(await readyIn(queue)).toBe(1)
    const purged = await run('purge-queue', queue, 'nope', '--yes', '--json')
    expect(JSON.parse(purged.stdout)).toEqual({ queues: [{ name: queue, dropped: 1 }] })
    expect(purged.stderr).toContain('queue nope does not exist')
    expect(purged.code).toBe(4)
    expect(await transport.queueInfo('nope')).toBeUndefined()
  })
})
