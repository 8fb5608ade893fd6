import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { createClient } from '@arq/client'
import { Retry, silentLogger, task } from '@arq/core'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { AmqpTransport } from '@arq/transport-amqp'
import { describe, expect, it } from '@jest/globals'

import { type ForeignApp, openForeignApp } from '../../../transport-amqp/test/foreign-app.js'
import { TcpProxy } from '../../../transport-amqp/test/tcp-proxy.js'
import { consumeRaw, type RawMessage, type RunnableSettings, Worker } from '../../src/index.js'
import { latch, recordingLogger } from '../setup.js'
import { serverUrl } from './servers.js'

const TYPES = ['quorum', 'classic'] as const
const PROCESS = fileURLToPath(new URL('raw-process.js', import.meta.url))
const COUNT = isFullRun ? 10_000 : 1000

/** An application of others, and a worker of ours for its queue. */
async function setupRaw() {
  const url = serverUrl('ARQ_TEST_RABBITMQ_URL')
  const app: ForeignApp = await openForeignApp(url)
  const lines: { level: string; message: string }[] = []
  const workers: { worker: Worker<object>; running: Promise<void> }[] = []
  return {
    ...{ app, lines, url },
    start(settings: Partial<RunnableSettings<object>>, brokerUrl = url) {
      const worker = new Worker<object>({
        functions: [],
        transport: new AmqpTransport({ url: brokerUrl, reconnectInterval: '100ms' }),
        logger: recordingLogger(lines),
        ...settings,
      })
      const running = worker.run()
      running.catch(() => undefined)
      workers.push({ worker, running })
      return { worker, running }
    },
    async close() {
      await Promise.all(workers.map(({ worker }) => worker.stop()))
      await app.close()
    },
  }
}

/** Resolves with what was told, once `count` were. */
function gathered<T>(count: number) {
  const all = latch<readonly T[]>()
  const told: T[] = []
  const tell = (each: T): void => {
    told.push(each)
    if (told.length === count) all.open(told)
  }
  return { tell, all: all.opened, told }
}

describe.each(TYPES)('a %s queue of others', (type) => {
  it('runs its messages as they are and acknowledges each once its task has returned', async () => {
    const raw = await setupRaw()
    try {
      const queue = await raw.app.queue(type, { dlx: true })
      const seen: RawMessage[] = []
      const got = gathered<unknown>(2)
      const fulfil = task('fulfil', (_ctx, order: unknown) => got.tell(order))
      await raw.app.publish(queue, JSON.stringify({ id: 7 }), { messageId: 'm-7' })
      await raw.app.publish(queue, '<order id="8"/>', {
        contentType: 'application/xml',
        headers: { tenant: 'acme' },
        type: 'order',
        timestamp: 1_700_000_000,
      })
      const { worker } = raw.start({
        raw: [
          consumeRaw(queue.queueName, fulfil, {
            deadLetter: 'exchange',
            decode: (body, message) => {
              seen.push(message)
              return [message.contentType === 'application/xml' ? String(body) : 'json']
            },
          }),
        ],
      })
      expect(new Set(await got.all)).toEqual(new Set(['json', '<order id="8"/>']))
      await worker.stop()
      expect(seen.find((message) => message.type === 'order')).toMatchObject({
        queueName: queue.queueName,
        exchange: queue.exchange,
        routingKey: 'order.created',
        headers: { tenant: 'acme' },
        timestamp: new Date(1_700_000_000_000),
        messageId: undefined,
        redelivered: false,
      })
      expect(worker.counts).toMatchObject({ completed: 2, failed: 0 })
      expect(await raw.app.ready(queue.queueName)).toBe(0)
      expect(await raw.app.take(queue.dlqName!)).toEqual([])
      // Nothing of arq's was declared for it.
      expect(await raw.app.exists(`${queue.queueName}.dlq`)).toBe(false)
    } finally {
      await raw.close()
    }
  })

  it('gives its own dead-letter exchange what fails and what cannot be decoded', async () => {
    const raw = await setupRaw()
    try {
      const queue = await raw.app.queue(type, { dlx: true })
      const refuse = task('refuse', (_ctx, order: { id: number }) => {
        throw new TypeError(`no stock for ${String(order.id)}`)
      })
      raw.start({ raw: [consumeRaw(queue.queueName, refuse, { deadLetter: 'exchange' })] })
      await raw.app.publish(queue, '{"id":1}', { messageId: 'fails', headers: { tenant: 'acme' } })
      const failed = await raw.app.next(queue.dlqName!)
      await raw.app.publish(queue, Buffer.from([0xff, 0x00, 0x7b]), { messageId: 'bytes' })
      const unread = await raw.app.next(queue.dlqName!)
      expect(failed.content.toString()).toBe('{"id":1}')
      expect(failed.fields.routingKey).toBe('order.created')
      expect(failed.properties.headers).toMatchObject({
        tenant: 'acme',
        'x-death': [{ queue: queue.queueName, reason: 'rejected', count: 1 }],
      })
      expect(unread.content).toEqual(Buffer.from([0xff, 0x00, 0x7b]))
      const errors = raw.lines.filter(({ level }) => level === 'error').map((line) => line.message)
      expect(errors).toEqual([
        expect.stringContaining('no stock for 1'),
        expect.stringContaining('could not be decoded'),
      ])
      expect(errors[0]).toContain(`the dead-letter exchange of ${queue.queueName}`)
    } finally {
      await raw.close()
    }
  })

  it('keeps what fails in a queue of arq’s where it has no dead-letter exchange', async () => {
    const raw = await setupRaw()
    try {
      const queue = await raw.app.queue(type, { dlx: false })
      const refuse = task('refuse', () => {
        throw new TypeError('no')
      })
      const dlqName = `${queue.queueName}.dlq`
      const { worker } = raw.start({
        raw: [consumeRaw(queue.queueName, refuse, { deadLetter: 'queue' })],
      })
      const both = gathered<string>(2)
      worker.on('jobFailed', (event) => both.tell(event.dlqName))
      worker.on('messageParked', (event) => both.tell(event.dlqName))
      await raw.app.publish(queue, '{"id":1}', { messageId: 'fails', headers: { tenant: 'acme' } })
      await raw.app.publish(queue, 'no json', { messageId: 'text' })
      expect(await both.all).toEqual([dlqName, dlqName])
      await worker.stop()
      const letters = await raw.app.take(dlqName)
      const read = new Map(
        letters.map(({ content, properties }) => [content.toString(), properties.headers]),
      )
      expect(read.get('{"id":1}')).toMatchObject({
        tenant: 'acme',
        'x-job-id': 'fails',
        'x-error-type': 'TypeError',
        'x-queue': queue.queueName,
      })
      expect(read.get('no json')).toMatchObject({
        'x-job-id': 'text',
        'x-error-code': 'ARQ_DECODE_FAILED',
      })
      expect(await raw.app.ready(queue.queueName)).toBe(0)
    } finally {
      await raw.close()
    }
  })

  it('runs a message again in the worker as its task’s policy says, and then gives it up', async () => {
    const raw = await setupRaw()
    try {
      const queue = await raw.app.queue(type, { dlx: true })
      const tries: number[] = []
      const flaky = task({
        name: 'flaky',
        maxRetries: 2,
        run: (ctx) => {
          tries.push(ctx.jobTry)
          throw new Retry({ defer: '10ms' })
        },
      })
      const { worker } = raw.start({
        raw: [consumeRaw(queue.queueName, flaky, { deadLetter: 'exchange' })],
      })
      await raw.app.publish(queue, '{}')
      const letter = await raw.app.next(queue.dlqName!)
      expect(tries).toEqual([1, 2, 3])
      expect(letter.properties.headers).toMatchObject({ 'x-death': [{ count: 1 }] })
      expect(worker.counts).toMatchObject({ retried: 2, failed: 1 })
    } finally {
      await raw.close()
    }
  })

  it('hands back at a stop what runs or waits for its next run', async () => {
    const raw = await setupRaw()
    try {
      const queue = await raw.app.queue(type, { dlx: true })
      const began = gathered<string>(2)
      const slow = task({
        name: 'slow',
        retryBackoff: '5m',
        run: async (ctx, order: { waits: boolean }) => {
          began.tell(ctx.jobId)
          if (order.waits) throw new Retry({ defer: '5m' })
          await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve))
        },
      })
      const { worker } = raw.start({
        raw: [consumeRaw(queue.queueName, slow, { deadLetter: 'exchange' })],
        jobCompletionWait: 0,
        gracefulShutdownTimeout: 0,
      })
      await raw.app.publish(queue, '{"waits":true}', { messageId: 'waits' })
      await raw.app.publish(queue, '{"waits":false}', { messageId: 'runs' })
      await began.all
      await worker.stop()
      const back = await raw.app.take(queue.queueName)
      expect(new Set(back.map(({ properties }) => properties.messageId as string))).toEqual(
        new Set(['waits', 'runs']),
      )
      expect(back.every(({ fields }) => fields.redelivered)).toBe(true)
      expect(await raw.app.take(queue.dlqName!)).toEqual([])
    } finally {
      await raw.close()
    }
  })

  it('is worked off in a burst, which then ends', async () => {
    const raw = await setupRaw()
    try {
      const queue = await raw.app.queue(type, { dlx: true })
      const bodies = Array.from({ length: 200 }, (_, id) => JSON.stringify({ id }))
      await raw.app.publishAll(queue, bodies)
      const done = new Set<number>()
      const work = task('work', (_ctx, order: { id: number }) => void done.add(order.id))
      const { worker, running } = raw.start({
        raw: [consumeRaw(queue.queueName, work, { deadLetter: 'exchange' })],
        burstMode: true,
        burstCheckInterval: '50ms',
      })
      await running
      expect([done.size, worker.counts.completed, worker.exitCode]).toEqual([200, 200, 0])
      expect(await raw.app.ready(queue.queueName)).toBe(0)
    } finally {
      await raw.close()
    }
  })

  it('takes no more than it runs at once, and goes on after a cut connection', async () => {
    const raw = await setupRaw()
    const proxy = await new TcpProxy(raw.url).start()
    try {
      const queue = await raw.app.queue(type, { dlx: true })
      const runs = gathered<number>(2)
      const cut = latch()
      let atOnce = 0
      let most = 0
      const done = new Set<number>()
      const all = latch()
      const work = task('work', async (_ctx, order: { id: number }) => {
        atOnce += 1
        most = Math.max(most, atOnce)
        runs.tell(order.id)
        await cut.opened
        atOnce -= 1
        done.add(order.id)
        if (done.size === 20) all.open()
      })
      for (let id = 0; id < 20; id += 1) await raw.app.publish(queue, JSON.stringify({ id }))
      const { worker } = raw.start(
        { raw: [consumeRaw(queue.queueName, work, { deadLetter: 'exchange', concurrency: 2 })] },
        proxy.url,
      )
      await runs.all
      expect(await raw.app.ready(queue.queueName)).toBe(18)
      const lost = latch()
      worker.on('connectionLost', () => lost.open())
      await proxy.stop()
      await lost.opened
      await proxy.start()
      cut.open()
      await all.opened
      await worker.stop()
      expect(done.size).toBe(20)
      expect(await raw.app.ready(queue.queueName)).toBe(0)
      expect(await raw.app.take(queue.dlqName!)).toEqual([])
    } finally {
      await proxy.stop()
      await raw.close()
    }
  })
})

describe.each(TYPES)('a worker of a %s queue of others that is killed', (type) => {
  it('leaves its messages to the next worker, and none of many is lost', async () => {
    const raw = await setupRaw()
    const ended = new Set<number>()
    const processes: ChildProcess[] = []
    let wanted = { count: 0, reached: latch() }
    /** Resolves when `count` messages have ended in all. What is told later counts, too: it may be acknowledged. */
    const startProcess = async (holdsMs: number, count: number): Promise<void> => {
      const orders = JSON.stringify({ rabbitUrl: raw.url, queueName: queue.queueName, holdsMs })
      const child = spawn(process.execPath, [PROCESS, orders], {
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      processes.push(child)
      wanted = { count, reached: latch() }
      let errors = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
      const died = new Promise<never>((_, reject) => {
        child.once('close', (code, signal) => {
          reject(new Error(`the worker ended early (${String(code ?? signal)}):\n${errors}`))
        })
      })
      createInterface({ input: child.stdout }).on('line', (line) => {
        const [word, id] = line.split(' ')
        if (word === 'ended') ended.add(Number(id))
        if (ended.size >= wanted.count) wanted.reached.open()
      })
      await Promise.race([wanted.reached.opened, died])
    }
    const queue = await raw.app.queue(type, { dlx: true })
    try {
      const ids = Array.from({ length: COUNT }, (_, id) => id)
      await raw.app.publishAll(
        queue,
        ids.map((id) => JSON.stringify({ id })),
      )
      await startProcess(5, COUNT / 10)
      processes[0]?.kill('SIGKILL')
      await startProcess(0, COUNT)
      await stopped(processes[1])
      expect(ended).toEqual(new Set(ids))
      expect(await raw.app.take(queue.queueName)).toEqual([])
      expect(await raw.app.take(queue.dlqName!)).toEqual([])
    } finally {
      for (const child of processes) child.kill('SIGKILL')
      await raw.close()
    }
  })
})

/** Ends it in order: what it has acknowledged is acknowledged then. */
async function stopped(child: ChildProcess | undefined): Promise<void> {
  const ended = once(child!, 'exit')
  child?.kill('SIGTERM')
  await ended
}

describe('a queue of others under control', () => {
  it('is left alone while somebody has paused it, and goes on after a resume', async () => {
    const raw = await setupRaw()
    const transport = new AmqpTransport({ url: raw.url })
    await using client = await createClient({ transport, logger: silentLogger })
    try {
      const queue = await raw.app.queue('quorum', { dlx: true })
      const all = gathered<number>(3)
      const work = task('work', (_ctx, order: { id: number }, isBack: boolean) => {
        if (order.id === 0 && !isBack) throw new Retry({ defer: '5m' })
        all.tell(order.id)
      })
      await raw.app.publish(queue, '{"id":0}')
      const { worker } = raw.start({
        raw: [
          consumeRaw(queue.queueName, work, {
            deadLetter: 'exchange',
            decode: (body, { redelivered }) => [
              JSON.parse(String(body)) as { id: number },
              redelivered,
            ],
          }),
        ],
      })
      const retried = latch()
      worker.on('jobRetried', () => retried.open())
      await retried.opened
      const target = { queue: queue.queueName }
      const { workers } = await client.pause(target)
      expect(workers).toMatchObject([{ workerId: worker.workerId, state: 'paused' }])
      for (const id of [1, 2]) await raw.app.publish(queue, JSON.stringify({ id }))
      expect(await raw.app.ready(queue.queueName)).toBe(3)
      await client.resume(target)
      expect(new Set(await all.all)).toEqual(new Set([0, 1, 2]))
      await worker.stop()
      expect(worker.counts).toMatchObject({ completed: 3, retried: 1, requeued: 1, failed: 0 })
      expect(await raw.app.ready(queue.queueName)).toBe(0)
    } finally {
      await raw.close()
    }
  })
})

describe('a quorum queue that counts what comes back', () => {
  it('counts a stop once at most, so that stops in order do not make poison of a message', async () => {
    const raw = await setupRaw()
    try {
      const queue = await raw.app.queue('quorum', { dlx: true })
      const patient = task('patient', () => {
        throw new Retry({ defer: '5m' })
      })
      for (let id = 0; id < 20; id += 1) await raw.app.publish(queue, '{}')
      for (let stops = 1; stops <= 3; stops += 1) {
        const { worker } = raw.start({
          raw: [consumeRaw(queue.queueName, patient, { deadLetter: 'exchange', concurrency: 20 })],
        })
        const waiting = gathered(20)
        worker.on('jobRetried', () => waiting.tell(undefined))
        await waiting.all
        await worker.stop()
      }
      const back = await raw.app.take(queue.queueName)
      const counts = back.map(
        ({ properties }) => properties.headers?.['x-delivery-count'] as unknown,
      )
      // RabbitMQ 4.3 counts no hand-back in order.
      for (const count of counts) expect([undefined, 0, 3]).toContain(count)
      expect(counts).toHaveLength(20)
    } finally {
      await raw.close()
    }
  })
})

describe('a queue that does not exist', () => {
  it('ends the worker with its name, and is not made', async () => {
    const raw = await setupRaw()
    try {
      const nothing = task('nothing', () => undefined)
      const { running } = raw.start({
        raw: [consumeRaw('test-foreign-absent', nothing, { deadLetter: 'exchange' })],
      })
      await expect(running).rejects.toMatchObject({
        code: 'ARQ_QUEUE_NOT_FOUND',
        details: { queue: 'test-foreign-absent' },
      })
      expect(await raw.app.exists('test-foreign-absent')).toBe(false)
    } finally {
      await raw.close()
    }
  })
})

describe('a message that keeps coming back to a quorum queue', () => {
  it('is dead-lettered in place of another run', async () => {
    const raw = await setupRaw()
    try {
      const queue = await raw.app.queue('quorum', { dlx: true })
      let runs = 0
      const poison = task('poison', async (ctx) => {
        runs += 1
        // As a worker that dies: it goes back unacknowledged.
        void Promise.resolve().then(() => proxy.stop().then(() => proxy.start()))
        await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve))
      })
      const proxy = await new TcpProxy(raw.url).start()
      await raw.app.publish(queue, '{}', { messageId: 'poison' })
      raw.start(
        {
          raw: [consumeRaw(queue.queueName, poison, { deadLetter: 'exchange', maxDeliveries: 2 })],
          jobCompletionWait: 0,
          gracefulShutdownTimeout: 0,
        },
        proxy.url,
      )
      const letter = await raw.app.next(queue.dlqName!)
      expect(letter.properties.messageId).toBe('poison')
      expect(runs).toBe(2)
      expect(raw.lines.some(({ message }) => message.includes('came back 2 times'))).toBe(true)
      await proxy.stop()
    } finally {
      await raw.close()
    }
  })
})
