import { createClient } from '@arq/client'
import { type Enqueuer, isArqError, jsonCodec, silentLogger, task } from '@arq/core'
import { decodeJobMessage, LONGEST_DURATION_MS, parseInstant } from '@arq/core/internal'
import {
  ManualClock,
  MemoryBroker,
  MemoryRecords,
  MemoryResultStore,
  MemoryTransport,
} from '@arq/memory'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { Worker } from '../src/index.js'
import {
  asUtf8,
  type CallBench,
  echo,
  expectSafeCall,
  oddCall,
  oddText,
  takeRaw,
} from './odd-calls.js'

async function setup(): Promise<CallBench & { close(): Promise<void>; broker: MemoryBroker }> {
  const broker = new MemoryBroker()
  const records = new MemoryRecords()
  const transport = new MemoryTransport({ broker })
  const raw = new MemoryTransport({ broker })
  // One store for client and tasks, so that its figures count what both write.
  const store = new MemoryResultStore({ records })
  await store.connect()
  await raw.connect()
  const client = await createClient({ transport, resultStore: store, logger: silentLogger })
  let started: (inside: Enqueuer) => void = () => {}
  const startup = new Promise<Enqueuer>((resolve) => (started = resolve))
  const worker = new Worker({
    transport: new MemoryTransport({ broker }),
    resultStore: store,
    functions: [echo],
    logger: silentLogger,
    onStartup: (ctx) => started(ctx.client),
  })
  const running = worker.run()
  const close = async (): Promise<void> => {
    await client.close()
    await worker.stop()
    await running
    await raw.close()
    await store.close()
  }
  const rawQueue = 'raw'
  return {
    broker,
    client,
    inside: await startup,
    store,
    rawQueue,
    ...(await takeRaw(raw, rawQueue)),
    close,
  }
}

describe('whatever a caller passes', () => {
  it('arrives as it was given, or is refused and leaves nothing behind', async () => {
    const bench = await setup()
    await fc.assert(
      fc.asyncProperty(oddCall, async (call) => expectSafeCall(bench, call)),
      { numRuns: 300 },
    )
    expect(bench.broker.queueInfo('default.dlq')?.ready ?? 0).toBe(0)
    await bench.close()
  })

  const oddTime = fc.oneof(
    fc.date({ noInvalidDate: false }),
    fc.double(),
    fc.integer({ min: -1, max: 10 ** 16 }),
    fc.constantFrom(Number.MAX_SAFE_INTEGER, 8.64e15, 0, 'forever', '', null, true, {}),
    fc
      .date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((d) => d.toISOString()),
    fc.constantFrom('10000000d', '5m', '1e3s', '2027-02-30', '2027-11-29 garbage', '9999-12-31'),
    fc
      .tuple(fc.integer({ min: 2026, max: 2100 }), fc.nat(13), fc.nat(32))
      .map((parts) => parts.map(twoDigits).join('-')),
  )
  const twoDigits = (value: number): string => String(value).padStart(2, '0')
  const times = fc.oneof(
    fc.record({ deferBy: oddTime }),
    fc.record({ deferUntil: oddTime }),
    fc.record({ expires: oddTime }),
    fc.record({ deferUntil: oddTime, expires: oddTime }),
    fc.record({ deferBy: oddTime, deferUntil: oddTime, expires: oddTime }),
  )

  it('as a time gives a job that every reader can read, or is refused with the option named', async () => {
    await fc.assert(
      fc.asyncProperty(times, async (options) => {
        const clock = new ManualClock()
        const broker = new MemoryBroker({ clock })
        const transport = new MemoryTransport({ broker })
        const resultStore = new MemoryResultStore({ clock })
        const client = await createClient({ transport, resultStore, clock, logger: silentLogger })
        const call = client.enqueueJob('f', [], options as object)
        const job = await call.catch((error: unknown) => error)
        if (isArqError(job)) {
          expect(job).toMatchObject({ code: 'ARQ_CONFIG_INVALID', sent: 'never' })
          expect(job.message).toMatch(/\b(deferBy|deferUntil|expires): /)
          expect(job.message).not.toMatch(/Expected|received/)
          expect(broker.queueInfo('default')).toBeUndefined()
          expect((await resultStore.stats()).totalStored).toBe(0)
        } else {
          const [record] = await resultStore.listWaiting('default', { limit: 1 })
          expect(parseInstant(String(record?.expires))).toBeDefined()
          const deferUntil = 'deferUntil' in options ? options.deferUntil : undefined
          if (typeof deferUntil === 'string') {
            const day = deferUntil.trim().slice(0, 10)
            expect(new Date(`${day}T00:00Z`).toISOString().slice(0, 10)).toBe(day)
          }
          if (record?.deferUntil !== undefined) {
            const dueMs = parseInstant(record.deferUntil) ?? NaN
            // A clock goes a thousand years at once.
            while (dueMs - clock.now() > LONGEST_DURATION_MS) await clock.advance('365000d')
            await clock.advance(dueMs - clock.now())
          }
          const taken = await takeRaw(transport, 'default')
          const { body } = await taken.untilRaw(String(record?.jobId))
          const message = decodeJobMessage(body, jsonCodec, { queueName: 'default', nowMs: 0 })
          expect(message.expires).toBe(record?.expires)
        }
        await client.close()
      }),
      { numRuns: 300 },
    )
  })

  it('as a name is taken by client, task and worker alike, or refused by all of them', async () => {
    const transport = new MemoryTransport()
    const client = await createClient({ transport, logger: silentLogger })
    const accepts = async (call: () => unknown): Promise<boolean> => {
      try {
        await call()
        return true
      } catch (error) {
        expect(error).toMatchObject({ code: 'ARQ_CONFIG_INVALID', sent: 'never' })
        return false
      }
    }
    const run = (): number => 1
    await fc.assert(
      fc.asyncProperty(oddText, async (name) => {
        const asTask = await accepts(() => task(name, run))
        expect(await accepts(async () => client.enqueueJob(name))).toBe(asTask)
        if (asTask) expect(asUtf8(name)).toBe(name)

        const asQueue = await accepts(async () => client.enqueueJob('f', [], { queueName: name }))
        if (asQueue) expect(asUtf8(name)).toBe(name)
        const functions = [task('f', run)]
        expect(await accepts(() => new Worker({ transport, functions, queueName: name }))).toBe(
          asQueue,
        )
        const queues = [{ name }]
        expect(await accepts(() => new Worker({ transport, functions, queues }))).toBe(asQueue)
        expect(await accepts(() => task({ name: 'f', queueName: name, run }))).toBe(asQueue)
        const settings = { transport, queueName: name }
        expect(await accepts(async () => (await createClient(settings)).close())).toBe(asQueue)
      }),
      { numRuns: 300 },
    )
    await client.close()
  })
})
