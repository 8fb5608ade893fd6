import { ConfigurationError, MaxRetriesExceeded, Retry, task } from '@arq/core'
import { ManualClock, MemoryBroker, MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { Worker } from '../src/index.js'
import { setup, type TestSettings } from './setup.js'

const busy = (headers?: object): Error =>
  Object.assign(new Error('busy'), { status: 429, response: { status: 429, headers } })

/** Seconds between the runs of one job that throws `thrown` each time. */
async function pausesOf(thrown: unknown, settings: Partial<TestSettings>, policy: object = {}) {
  const clock = new ManualClock()
  const starts: number[] = []
  const failing = task({
    name: 'failing',
    ...policy,
    run: async () => {
      starts.push(clock.now())
      throw thrown
    },
  })
  const arq = await setup({ functions: [failing], ...settings }, { clock })
  void arq.worker.run()
  const id = await arq.enqueue(failing, [], { expires: '30d' })
  await clock.advance('2d')
  const record = await arq.store.get(id)
  await arq.close()
  return {
    record,
    pauses: starts.slice(1).map((at, index) => (at - (starts[index] ?? 0)) / 1000),
  }
}

describe('a retry', () => {
  it('waits as long as the other side says', async () => {
    const { pauses } = await pausesOf(busy({ 'retry-after': '90' }), { maxRetries: 1 })
    expect(pauses).toEqual([90])
  })

  it('waits by the task’s back-off, at most an hour', async () => {
    const { pauses } = await pausesOf(busy(), { maxRetries: 4 }, { retryBackoff: '20m' })
    expect(pauses).toEqual([1200, 2400, 3600, 3600])
  })

  it('waits less by chance with jitter, and never longer', async () => {
    const { pauses } = await pausesOf(busy(), { maxRetries: 3, retryJitter: 0.5 })
    for (const [index, full] of [5, 10, 20].entries()) {
      expect(pauses[index]).toBeGreaterThanOrEqual(full / 2)
      expect(pauses[index]).toBeLessThanOrEqual(full)
    }
  })

  it('is what retryIf says, of the task before the worker; undefined leaves it to the error', async () => {
    const settings = { maxRetries: 1, retryIf: () => true }
    expect((await pausesOf(new Error('any'), settings)).pauses).toHaveLength(1)
    const ofTask = await pausesOf(new Error('any'), settings, { retryIf: () => false })
    expect(ofTask.pauses).toHaveLength(0)
    const { pauses } = await pausesOf(busy(), { maxRetries: 1 }, { retryIf: () => undefined })
    expect(pauses).toHaveLength(1)
    expect((await pausesOf(busy(), { maxRetries: 1, retryIf: () => false })).pauses).toEqual([])
  })

  it.each([
    ['a thrown MaxRetriesExceeded', new MaxRetriesExceeded({ runs: 1, lastError: 'x' })],
    ['a wrong setting', new ConfigurationError('x', [])],
    ['no permission', Object.assign(new Error('no'), { code: 'EACCES' })],
    ['HTTP 403', Object.assign(new Error('no'), { status: 403 })],
  ])('never follows %s', async (_what, thrown) => {
    expect((await pausesOf(thrown, { maxRetries: 2 })).pauses).toEqual([])
  })

  it('that was the last leaves the last error, its cause included', async () => {
    const cause = new Error('the disk is full')
    const { record } = await pausesOf(new Retry({ defer: 0, cause }), {
      maxRetries: 1,
      jobResultTtl: 'forever',
    })
    expect(record).toMatchObject({ errorCode: 'ARQ_MAX_RETRIES_EXCEEDED' })
    expect(record?.error).toContain('Gave up after 2 runs')
    expect(record?.traceback).toContain('caused by Error: the disk is full')
  })

  it('holds no slot while it waits', async () => {
    const clock = new ManualClock()
    const order: string[] = []
    const again = task('again', async (ctx) => {
      order.push(`again ${String(ctx.jobTry)}`)
      if (ctx.jobTry === 1) throw new Retry({ defer: '1h' })
    })
    const other = task('other', async () => void order.push('other'))
    const arq = await setup({ functions: [again, other], maxConcurrentJobs: 1 }, { clock })
    void arq.worker.run()
    await arq.enqueue(again)
    await arq.enqueue(other)
    await clock.advance('1s')
    expect(order).toEqual(['again 1', 'other'])
    await clock.advance('1h')
    expect(order).toEqual(['again 1', 'other', 'again 2'])
    await arq.close()
  })
})

describe('a dead letter', () => {
  it('has the body of its last delivery, byte for byte, and the sender’s headers', async () => {
    const arq = await setup({
      functions: [
        task('fail', async () => {
          throw new RangeError('for good')
        }),
      ],
    })
    void arq.worker.run()
    // Spaces, an unknown key and an escape: nothing that was decoded and encoded again looks so.
    const body =
      '{ "function":"fail",  "queue_name":"default", "job_id":"\\u0061", "mine":[ 1.0 ] }'
    await arq.publish({ body: Buffer.from(body), headers: { tenant: 'north' } })
    const [letter] = await arq.take('default.dlq')
    expect(Buffer.from(letter!.body).toString()).toBe(body)
    expect(letter?.headers).toMatchObject({
      tenant: 'north',
      'x-job-id': 'a',
      'x-error-type': 'RangeError',
      'x-error-message': 'for good',
      'x-error-category': 'non_retriable',
      'x-failed-at': expect.stringMatching(/^\d{4}-.*(?:Z|\+00:00)$/),
      'x-error-stack': expect.stringContaining('RangeError: for good'),
      'x-worker-id': arq.worker.workerId,
    })
    await arq.close()
  })
})

/** A transport whose broker holds nothing back. */
class ImmediateTransport extends MemoryTransport {
  override readonly capabilities = {
    ...new MemoryTransport().capabilities,
    delay: undefined,
  }
}

describe('where the broker delays nothing', () => {
  const flaky = task('flaky', async (ctx) => {
    if (ctx.jobTry === 1) throw new Retry({ defer: '1h' })
    return ctx.jobTry
  })

  it('a worker whose retries would have to wait is refused, naming setting and task', () => {
    const settings = { functions: [flaky], transport: new ImmediateTransport() }
    expect(() => new Worker(settings)).toThrow(/retryBackoff: makes retries of flaky wait/)
    expect(() => new Worker({ ...settings, retryBackoff: 0 })).not.toThrow()
    expect(() => new Worker({ ...settings, maxRetries: 0 })).not.toThrow()
  })

  it('a Retry that asks for a delay comes at once', async () => {
    const clock = new ManualClock()
    const broker = new MemoryBroker({ clock })
    const transport = new ImmediateTransport({ broker })
    const settings = { functions: [flaky], transport, retryBackoff: 0 }
    const arq = await setup(settings, { clock, broker })
    void arq.worker.run()
    const id = await arq.enqueue(flaky)
    await clock.advance(0)
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed', result: 2 })
    await arq.close()
  })

  it('a job that is not due yet is parked, not run early and not published for ever', async () => {
    const clock = new ManualClock()
    const broker = new MemoryBroker({ clock })
    const transport = new ImmediateTransport({ broker })
    const settings = { functions: [flaky], transport, retryBackoff: 0 }
    const arq = await setup(settings, { clock, broker })
    void arq.worker.run()
    await arq.publishText(
      '{"job_id":"p","function":"flaky","queue_name":"default","defer_until":"2030-01-01T00:00:00+00:00"}',
    )
    const [letter] = await arq.take('default.dlq')
    expect(letter?.headers).toMatchObject({
      'x-error-code': 'ARQ_UNSUPPORTED',
      'x-error-message': expect.stringContaining('Delays are not possible over memory:'),
    })
    await arq.close()
  })
})

/** A transport whose broker holds nothing back for more than half an hour. */
class HalfHourTransport extends MemoryTransport {
  override readonly capabilities = {
    ...new MemoryTransport().capabilities,
    delay: { grainMs: 1, longestMs: 1_800_000 },
  }
}

describe('where the broker delays for half an hour at most', () => {
  const patient = task('patient', async (ctx) => {
    if (ctx.jobTry === 1) throw new Retry({ defer: '1h' })
  })
  const setupShort = async () => {
    const clock = new ManualClock()
    const broker = new MemoryBroker({ clock })
    const transport = new HalfHourTransport({ broker })
    return setup({ functions: [patient], transport, retryBackoff: '1s' }, { clock, broker })
  }

  it('a worker whose retries may have to wait longer is refused, naming setting, task and limit', () => {
    const settings = { functions: [patient], transport: new HalfHourTransport() }
    // 1 s, doubled ten times, is 1,024 s; doubled eleven times it is 2,048 s.
    expect(() => new Worker({ ...settings, retryBackoff: 1, maxRetries: 11 })).not.toThrow()
    expect(() => new Worker({ ...settings, retryBackoff: 1, maxRetries: 12 })).toThrow(
      /retryBackoff: makes retries of patient wait longer than memory: can: at most 1800 s/,
    )
  })

  it('a Retry that asks for more fails the job, with both reasons', async () => {
    const arq = await setupShort()
    void arq.worker.run()
    const id = await arq.enqueue(patient)
    expect(await arq.ended(id)).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/wait 3600 s; memory: delays by at most 1800 s/),
    })
    await arq.close()
  })

  it('a job that is due later is parked, not run early', async () => {
    const arq = await setupShort()
    void arq.worker.run()
    await arq.publishText(
      '{"job_id":"p","function":"patient","queue_name":"default","defer_until":"2030-01-01T00:00:00+00:00"}',
    )
    const [letter] = await arq.take('default.dlq')
    expect(letter?.headers).toMatchObject({
      'x-error-code': 'ARQ_UNSUPPORTED',
      'x-error-message': expect.stringContaining('delays by at most 1800 s'),
    })
    await arq.close()
  })
})
