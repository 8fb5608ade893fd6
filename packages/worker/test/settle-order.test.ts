import type { OutgoingMessage, Transport } from '@arq/core'
import { ConnectionLost, Retry, task } from '@arq/core'
import { errorTexts } from '@arq/core/internal'
import { ManualClock, MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { latch, setup, type TestSettings } from './setup.js'

const retryOnce = task('retry_once', async (ctx) => {
  if (ctx.jobTry === 1) throw new Retry({ defer: 0 })
  return 'second'
})
const fail = task('fail', async () => {
  throw new Error('broken')
})

/** A bundle whose worker publishes through `publish`; everything else is the memory transport's. */
async function setupPublishing(
  settings: TestSettings,
  publish: (message: OutgoingMessage, send: () => Promise<void>) => Promise<void>,
) {
  const clock = new ManualClock()
  const arq = await setup(settings, { clock })
  const inner = new MemoryTransport({ broker: arq.broker })
  const transport = new Proxy<Transport>(inner, {
    get(target, key) {
      if (key === 'publish') {
        return (message: OutgoingMessage) => publish(message, () => target.publish(message))
      }
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  const bundle = await setup({ ...settings, transport }, { clock, broker: arq.broker })
  await arq.client.close()
  return { ...bundle, clock, workerTransport: inner }
}

describe('a delivery', () => {
  it.each([
    ['retry_once', 'a retry'],
    ['fail', 'a dead letter'],
  ])('is not acknowledged before the broker has confirmed what follows: %s, %s', async (name) => {
    const confirm = latch()
    const arq = await setupPublishing({ functions: [retryOnce, fail] }, async (_message, send) => {
      await confirm.opened
      await send()
    })
    void arq.worker.run()
    const id = await arq.enqueue(name)
    await arq.clock.advance('1s')
    expect((await arq.client.queueInfo('default'))?.unacknowledged).toBe(1)
    expect((await arq.store.get(id))?.status).toBe('in_progress')
    confirm.open()
    await arq.clock.advance('1s')
    expect((await arq.client.queueInfo('default'))?.unacknowledged).toBe(0)
    expect((await arq.store.get(id))?.status).toBe(name === 'fail' ? 'failed' : 'completed')
    await arq.close()
  })

  it('waits for a broker that does not confirm: what follows is published again until it does', async () => {
    let failures = 3
    const arq = await setupPublishing({ functions: [fail] }, async (_message, send) => {
      if (failures > 0) {
        failures -= 1
        throw new ConnectionLost({
          code: 'ARQ_CONNECTION_LOST',
          scope: 'connection',
          text: errorTexts.closed({ what: 'the connection' }),
        })
      }
      await send()
    })
    void arq.worker.run()
    const id = await arq.enqueue(fail)
    await arq.clock.advance('50ms')
    expect((await arq.client.queueInfo('default'))?.unacknowledged).toBe(1)
    await arq.clock.advance('10s')
    expect((await arq.store.get(id))?.status).toBe('failed')
    expect(await arq.take('default.dlq')).toHaveLength(1)
    expect(arq.log.filter(({ message }) => message.includes('Could not publish'))).toHaveLength(1)
    await arq.close()
  })

  it('that its own retry has overtaken is acknowledged and not run', async () => {
    const clock = new ManualClock()
    const tries: number[] = []
    const counted = task('counted', async (ctx) => {
      tries.push(ctx.jobTry)
      if (ctx.jobTry === 1) throw new Retry({ defer: '1m' })
    })
    const arq = await setup({ functions: [counted] }, { clock })
    // Between the record and the ack the connection breaks: the broker hands the first message out again.
    const transition = arq.store.transition.bind(arq.store)
    arq.store.transition = async (change) => {
      const outcome = await transition(change)
      if (change.record.status === 'retrying') arq.broker.disconnect(arq.transport)
      return outcome
    }
    void arq.worker.run()
    const id = await arq.enqueue(counted)
    await clock.advance('59s')
    expect(tries).toEqual([1])
    expect(arq.worker.counts.duplicateDeliveries).toBe(1)
    await clock.advance('10s')
    expect(tries).toEqual([1, 2])
    expect(await arq.store.get(id)).toMatchObject({
      status: 'completed',
      duplicateRuns: undefined,
      duplicateDeliveries: 1,
    })
    await arq.close()
  })

  it('that went stale while it waited for a slot is left to whoever has it now', async () => {
    const gate = latch()
    const started = latch()
    let runs = 0
    const first = task('first', async () => {
      started.open()
      await gate.opened
    })
    const second = task('second', async () => {
      runs += 1
    })
    const arq = await setup({ functions: [first, second], maxConcurrentJobs: 1 })
    void arq.worker.run()
    await arq.enqueue(first)
    await started.opened
    const id = await arq.enqueue(second)
    arq.broker.disconnect(arq.transport)
    gate.open()
    await arq.ended(id)
    await arq.worker.stop()
    expect(runs).toBe(1)
    expect((await arq.client.queueInfo('default'))?.ready).toBe(0)
    await arq.client.close()
  })
})

describe('a defect beside the job', () => {
  it('gives the delivery back, is said, and brings nothing down', async () => {
    const arq = await setup({ functions: [fail] })
    const find = arq.transport.deadLetterQueueOf.bind(arq.transport)
    let defects = 1
    arq.transport.deadLetterQueueOf = (queueName) => {
      if (defects > 0) {
        defects -= 1
        throw new RangeError('a defect of the transport')
      }
      return find(queueName)
    }
    void arq.worker.run()
    await arq.publishText('{not json')
    expect(await arq.take('default.dlq')).toHaveLength(1)
    expect(arq.log.map(({ message }) => message)).toContain('RangeError: a defect of the transport')
    await arq.close()
  })
})

describe('a defect that meets a job every time', () => {
  it('cannot make it run in a hot loop: once more after a second, then twice a minute', async () => {
    const clock = new ManualClock()
    let runs = 0
    const counted = task('counted', async () => {
      runs += 1
      throw new Error('broken')
    })
    const arq = await setup({ functions: [counted] }, { clock })
    arq.transport.deadLetterQueueOf = () => {
      throw new RangeError('a defect of the transport')
    }
    void arq.worker.run()
    await arq.enqueue(counted)
    await clock.advance('999ms')
    expect(runs).toBe(1)
    await clock.advance('1ms')
    expect(runs).toBe(2)
    await clock.advance('10m')
    expect(runs).toBeLessThanOrEqual(22)
    await arq.close()
  })
})

describe('a job whose id was used again since', () => {
  it('is run, and leaves the record of the newer one alone', async () => {
    const clock = new ManualClock()
    let runs = 0
    const once = task('once', async () => {
      runs += 1
      return 'of the older job'
    })
    const arq = await setup({ functions: [once] }, { clock })
    await arq.enqueue(once, [], { jobId: 'again' })
    await arq.store.delete('again')
    await clock.advance('1s')
    const newer = { ...(await recordOf(arq)), enqueueTime: '2030-01-01T00:00:00.000+00:00' }
    await arq.store.create(newer, { ttlMs: 60_000 })
    void arq.worker.run()
    await clock.advance('1s')
    expect(runs).toBe(1)
    expect(await arq.store.get('again')).toMatchObject({ status: 'queued', result: undefined })
    await arq.close()
  })
})

async function recordOf(arq: Awaited<ReturnType<typeof setup>>) {
  const other = await arq.enqueue('once', [], { queueName: 'elsewhere' })
  return { ...(await arq.store.get(other))!, jobId: 'again' }
}

describe('what follows from a delivery', () => {
  it('is the same message with the next try in its body, and all its properties', async () => {
    const clock = new ManualClock()
    const twice = task('twice', async (ctx): Promise<void> => {
      if (ctx.jobTry === 1) throw new Retry({ defer: 0, cause: new Error('not yet') })
      throw new Error('never')
    })
    const arq = await setup({ functions: [twice] }, { clock })
    const publish = arq.transport.publish.bind(arq.transport)
    const sent: OutgoingMessage[] = []
    arq.transport.publish = (message) => {
      sent.push(message)
      return publish(message)
    }
    void arq.worker.run()
    // A delay that the client gave to the broker, and that was served: the mark of it goes, and so must the delay.
    await arq.publish({
      body: Buffer.from(
        '{"job_id":"h","function":"twice","queue_name":"default","defer_until":"2090-01-01T00:00:00+00:00"}',
      ),
      headers: { 'x-client-delayed': 'true' },
      priority: 5,
      correlationId: 'h',
    })
    await clock.advance('1s')
    const [parked] = await arq.take('default.dlq')
    const [retry, letter] = sent
    expect(JSON.parse(Buffer.from(retry!.body).toString())).toMatchObject({
      job_id: 'h',
      job_try: 2,
      status: 'retrying',
      error: expect.stringContaining('Retry: '),
      defer_until: null,
      start_time: expect.stringMatching(/^\d{4}-/),
      end_time: expect.stringMatching(/^\d{4}-/),
    })
    expect(retry).toMatchObject({ priority: 5, correlationId: 'h' })
    expect(letter).toMatchObject({ priority: 5, correlationId: 'h', kind: 'deadLetter' })
    expect(Buffer.compare(parked!.body, retry!.body)).toBe(0)
    await arq.close()
  })

  it('carries the sender’s headers, and not the client’s mark of a delay', async () => {
    const clock = new ManualClock()
    const arq = await setup(
      {
        functions: [
          task('twice', async () => {
            throw new Retry({ defer: 0 })
          }),
        ],
        maxRetries: 1,
      },
      { clock },
    )
    void arq.worker.run()
    await arq.publish({
      body: Buffer.from('{"job_id":"h","function":"twice","queue_name":"default"}'),
      headers: { mine: 'kept', 'x-client-delayed': 'true' },
    })
    await clock.advance('1s')
    const [letter] = await arq.take('default.dlq')
    expect(letter?.headers).toMatchObject({ mine: 'kept', 'x-retry-count': 1 })
    expect(letter?.headers).not.toHaveProperty('x-client-delayed')
    await arq.close()
  })
})
