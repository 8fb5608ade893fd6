import { ConnectionLost, Retry, silentLogger, task, type TransportCapabilities } from '@arq/core'
import { errorTexts } from '@arq/core/internal'
import { ManualClock, MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'
import * as v from 'valibot'

import { consumeRaw, type RunnableSettings, Worker } from '../src/index.js'
import { latch, setup } from './setup.js'

const nothing = task('nothing', () => undefined)
const toExchange = { deadLetter: 'exchange' } as const

/** A message that is there before its worker. */
async function setupRaw(settings: Partial<RunnableSettings<object>>, body: string) {
  const clock = new ManualClock()
  const arq = await setup({ functions: [], ...settings }, { clock })
  await arq.publish({ queueName: 'theirs', body: Buffer.from(body), messageId: 'm-1' })
  return { ...arq, clock }
}

/** What a transport says that has lost its connection before the confirm. */
const confirmLost = (): ConnectionLost =>
  new ConnectionLost({
    code: 'ARQ_CONNECTION_LOST',
    text: errorTexts.closed({ what: 'the connection' }),
    scope: 'connection',
  })

function settingsOf(settings: Partial<RunnableSettings<object>>): () => Worker<object> {
  return () => new Worker<object>({ functions: [], transport: new MemoryTransport(), ...settings })
}

describe('consumeRaw', () => {
  it('gives a task with a schema the keys of a JSON object by name', async () => {
    const got = latch<unknown>()
    const fulfil = task({
      name: 'fulfil',
      input: v.object({ id: v.number(), note: v.optional(v.string(), 'none') }),
      run: (_ctx, order) => got.open(order),
    })
    const arq = await setupRaw({ raw: [consumeRaw('theirs', fulfil, toExchange)] }, '{"id":7}')
    void arq.worker.run()
    expect(await got.opened).toEqual({ id: 7, note: 'none' })
  })

  it('gives any other task the JSON value as its one argument', async () => {
    const got = latch<readonly unknown[]>()
    async function list(_ctx: unknown, ...args: unknown[]) {
      got.open(args)
    }
    const arq = await setupRaw({ raw: [consumeRaw('theirs', list, toExchange)] }, '[1,2]')
    void arq.worker.run()
    expect(await got.opened).toEqual([[1, 2]])
  })

  it('keeps a message in hand between its runs, and tries none for longer than it may be held', async () => {
    const tries: number[] = []
    const ran = [latch(), latch()]
    const patient = task('patient', (ctx) => {
      tries.push(ctx.jobTry)
      ran[ctx.jobTry - 1]?.open()
      throw new Retry({ defer: ctx.jobTry === 1 ? '15m' : '16m' })
    })
    const arq = await setupRaw({ raw: [consumeRaw('theirs', patient, toExchange)] }, '{}')
    const failed = latch<string>()
    arq.worker.on('jobFailed', ({ error }) => failed.open(error.message))
    const retried = latch()
    arq.worker.on('jobRetried', () => retried.open())
    void arq.worker.run()
    await retried.opened
    expect(await arq.client.queueInfo('theirs')).toMatchObject({ ready: 0, unacknowledged: 1 })
    await arq.clock.advance('15m')
    expect(await failed.opened).toContain('900')
    expect(tries).toEqual([1, 2])
  })

  it('leaves no record of a message, and takes two of one id for two', async () => {
    const runs: string[] = []
    const both = latch()
    const count = task('count', (ctx) => {
      runs.push(ctx.jobId)
      if (runs.length === 2) both.open()
    })
    const arq = await setupRaw({ raw: [consumeRaw('theirs', count, toExchange)] }, '{}')
    await arq.publish({ queueName: 'theirs', body: Buffer.from('{}'), messageId: 'm-1' })
    void arq.worker.run()
    await both.opened
    expect(runs).toEqual(['m-1', 'm-1'])
    expect(await arq.store.get('m-1')).toBeUndefined()
  })

  it('fails a message whose decode gives no arguments', async () => {
    const arq = await setupRaw(
      {
        raw: [
          consumeRaw('theirs', nothing, {
            deadLetter: 'queue',
            decode: () => 'text' as never,
          }),
        ],
      },
      '{}',
    )
    const parked = latch<string>()
    arq.worker.on('messageParked', ({ error }) => parked.open(error.message))
    void arq.worker.run()
    expect(await parked.opened).toContain('decode gave a string')
    const [letter] = await arq.take('theirs.dlq')
    expect(letter?.headers).toMatchObject({ 'x-job-id': 'm-1' })
  })

  it('hands a message that cannot be kept back, and loses none', async () => {
    const transport = new MemoryTransport()
    await transport.connect()
    await transport.publish({
      ...{ queueName: 'theirs', kind: 'job', body: Buffer.from('no json') },
      ...{ headers: {}, messageId: 'm-1' },
    })
    const asked = latch()
    const publish = transport.publish.bind(transport)
    transport.publish = (message) => {
      if (message.kind !== 'deadLetter') return publish(message)
      asked.open()
      return Promise.reject(confirmLost())
    }
    const worker = new Worker<object>({
      functions: [],
      transport,
      logger: silentLogger,
      raw: [consumeRaw('theirs', nothing, { deadLetter: 'queue' })],
      jobCompletionWait: 0,
      gracefulShutdownTimeout: 0,
    })
    void worker.run()
    await asked.opened
    await worker.stop()
    expect(await transport.queueInfo('theirs')).toMatchObject({ ready: 1, unacknowledged: 0 })
    await transport.close()
  })

  it('consumes no queue of jobs where there are no functions', async () => {
    const arq = await setupRaw({ raw: [consumeRaw('theirs', nothing, toExchange)] }, '{}')
    const ready = latch()
    arq.worker.on('jobCompleted', () => ready.open())
    void arq.worker.run()
    await ready.opened
    expect(await arq.client.queueInfo('default')).toBeUndefined()
    expect(arq.worker.health.status).toBe('ready')
  })

  it('refuses what it cannot do, naming the key', () => {
    const raw = [consumeRaw('theirs', nothing, toExchange)]
    expect(() => consumeRaw('theirs', nothing, {} as never)).toThrow(/deadLetter/)
    expect(() => consumeRaw('', nothing, toExchange)).toThrow(/queueName/)
    expect(settingsOf({})).toThrow(/functions/)
    expect(settingsOf({ raw: [{}] as never })).toThrow(/consumeRaw/)
    expect(settingsOf({ raw: [...raw, ...raw] })).toThrow(/raw\.1.*theirs/)
    expect(settingsOf({ raw, queueName: 'theirs' })).toThrow(/theirs/)
    const { foreignQueues: _, ...less } = new MemoryTransport().capabilities
    const transport = Object.assign(Object.create(new MemoryTransport()), {
      capabilities: less satisfies TransportCapabilities,
    }) as MemoryTransport
    expect(settingsOf({ raw, transport })).toThrow(/queues of others/)
  })
})
