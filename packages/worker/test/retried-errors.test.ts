import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { type AnyTask, ConfigurationError, MaxRetriesExceeded, Retry, task } from '@arq/core'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { setup, type TestSettings } from './setup.js'

/** Runs a task to its end, with back-offs of some milliseconds: for what needs the real time. */
async function runReally(failing: AnyTask<object>) {
  const arq = await setup({ functions: [failing], maxRetries: 1, retryBackoff: '5ms' })
  void arq.worker.run()
  const record = await arq.ended(await arq.enqueue(failing))
  await arq.close()
  return record
}

/** Seconds between the runs of a job that throws this each time, and what became of it. */
async function pausesAfter(
  thrown: (nowMs: number) => unknown,
  settings: Partial<TestSettings> = {},
) {
  const clock = new ManualClock()
  const starts: number[] = []
  const failing = task('failing', async () => {
    starts.push(clock.now())
    throw thrown(clock.now())
  })
  // No statistics: in the days that are waited for they would be asked for each minute.
  const quiet = { healthCheckInterval: 0 }
  const arq = await setup({ functions: [failing], ...quiet, ...settings }, { clock })
  void arq.worker.run()
  const id = await arq.enqueue(failing, [], { expires: '9d' })
  // Longer than the longest pause of two days.
  await clock.advance('3d')
  const record = await arq.store.get(id)
  await arq.close()
  return {
    record,
    pauses: starts.slice(1).map((at, index) => (at - (starts[index] ?? 0)) / 1000),
  }
}

const keep = { jobResultTtl: 'forever' } as const
const withResponse = (status: number, headers: Record<string, string> = {}) =>
  Object.assign(new Error(`HTTP ${String(status)}`), {
    response: new Response(null, { status, headers }),
  })
const withCode = (code: string) => Object.assign(new Error(code), { code })

describe('a job whose error may go away by itself is run again:', () => {
  it('a fetch from a server that is not there', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    const get = task('get', async () => (await fetch(`http://127.0.0.1:${String(port)}/`)).status)
    const record = await runReally(get)
    expect(record).toMatchObject({
      retryCount: 1,
      error: 'TypeError: fetch failed',
      errorCode: 'ARQ_MAX_RETRIES_EXCEEDED',
      traceback: expect.stringContaining('ECONNREFUSED'),
    })
  })

  it('a fetch that took too long', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const get = task('get', async () => {
      await fetch(`http://127.0.0.1:${String(port)}/`, { signal: AbortSignal.timeout(20) })
    })
    const record = await runReally(get)
    expect(record).toMatchObject({ retryCount: 1, error: expect.stringContaining('TimeoutError') })
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  it.each<[string, unknown]>([
    ['a code', withCode('ECONNRESET')],
    ['a code of undici', withCode('UND_ERR_HEADERS_TIMEOUT')],
    ['one part of an AggregateError', new AggregateError([new Error('a'), withCode('EPIPE')])],
    ['a cause of a cause', new Error('a', { cause: new Error('b', { cause: withCode('EPIPE') }) })],
    ['a name', Object.assign(new Error('late'), { name: 'TimeoutError' })],
    ['HTTP 408', withResponse(408)],
    ['HTTP 425', withResponse(425)],
    ['HTTP 429', withResponse(429)],
    ['HTTP 500', withResponse(500)],
    ['HTTP 503', withResponse(503)],
  ])('%s', async (_what, thrown) => {
    expect((await pausesAfter(() => thrown, { maxRetries: 1 })).pauses).toEqual([5])
  })

  it('HTTP 503, when the server says so in seconds', async () => {
    const busy = withResponse(503, { 'Retry-After': '90' })
    expect((await pausesAfter(() => busy, { maxRetries: 2 })).pauses).toEqual([90, 90])
  })

  it('HTTP 429, when the server says so by a date', async () => {
    // HTTP dates have whole seconds.
    const at = (nowMs: number) => new Date(Math.ceil(nowMs / 1000) * 1000 + 120_000).toUTCString()
    const busy = (nowMs: number) => withResponse(429, { 'Retry-After': at(nowMs) })
    const [pause] = (await pausesAfter(busy, { maxRetries: 1 })).pauses
    expect(pause).toBeGreaterThanOrEqual(120)
    expect(pause).toBeLessThanOrEqual(121)
  })

  it('after the longest wait of an hour only where the back-off decides', async () => {
    const busy = withResponse(503, { 'Retry-After': '7200' })
    expect((await pausesAfter(() => busy, { maxRetries: 1 })).pauses).toEqual([7200])
    const later = () => new Retry({ defer: '2d' })
    expect((await pausesAfter(later, { maxRetries: 1 })).pauses).toEqual([172_800])
    const some = { maxRetries: 3, retryBackoff: '50m' } as const
    expect((await pausesAfter(() => new Retry(), some)).pauses).toEqual([3000, 3600, 3600])
  })
})

describe('a job that fails for good is run once:', () => {
  it.each<[string, unknown]>([
    ['a plain Error', new Error('x')],
    ['a TypeError', new TypeError('x is not a function')],
    ['EACCES', withCode('EACCES')],
    ['EPERM', withCode('EPERM')],
    ['HTTP 400', withResponse(400)],
    ['HTTP 401', withResponse(401)],
    ['HTTP 403', withResponse(403)],
    ['HTTP 404', withResponse(404)],
    ['MaxRetriesExceeded of another job', new MaxRetriesExceeded({ runs: 4, lastError: 'x' })],
  ])('%s', async (_what, thrown) => {
    const { pauses, record } = await pausesAfter(() => thrown, keep)
    expect(pauses).toEqual([])
    expect(record?.status).toBe('failed')
  })

  it('a timeout', async () => {
    const clock = new ManualClock()
    let runs = 0
    const slow = task({
      name: 'slow',
      timeout: '1s',
      run: ({ signal }) => {
        runs += 1
        // It heeds the signal, and ends as if nothing had been.
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve('in vain')))
      },
    })
    const arq = await setup({ functions: [slow] }, { clock })
    void arq.worker.run()
    const id = await arq.enqueue(slow)
    await clock.advance('1h')
    expect(runs).toBe(1)
    expect(await arq.store.get(id)).toMatchObject({
      errorCode: 'ARQ_JOB_TIMEOUT',
      result: undefined,
    })
    expect(arq.worker.counts).toMatchObject({ failed: 1, abandoned: 0 })
    await arq.close()
  })
})

describe('four runs are the most with maxRetries 3,', () => {
  it.each<[string, unknown, string]>([
    ['for Retry', new Retry(), 'MaxRetriesExceeded: '],
    ['for an error that may go away', withCode('ECONNRESET'), 'Error: ECONNRESET'],
  ])('%s', async (_what, thrown, error) => {
    const { pauses, record } = await pausesAfter(() => thrown, keep)
    expect(pauses).toEqual([5, 10, 20])
    expect(record).toMatchObject({
      status: 'failed',
      retryCount: 3,
      errorCode: 'ARQ_MAX_RETRIES_EXCEEDED',
      error: expect.stringContaining(error),
    })
  })

  it('for any error where all are retried', async () => {
    const all = { ...keep, retryOn: 'all' } as const
    expect((await pausesAfter(() => new Error('x'), all)).pauses).toEqual([5, 10, 20])
    const denied = withCode('EACCES')
    expect((await pausesAfter(() => denied, all)).pauses).toEqual([5, 10, 20])
    const exceeded = new MaxRetriesExceeded({ runs: 4, lastError: 'x' })
    expect((await pausesAfter(() => exceeded, all)).pauses).toEqual([])
    const wrong = new ConfigurationError('x', [])
    expect((await pausesAfter(() => wrong, all)).pauses).toEqual([])
  })

  it('and for what no run could mend only one, even where all are retried', async () => {
    const clock = new ManualClock()
    let runs = 0
    const odd = task({
      name: 'odd',
      retryOn: 'all',
      run: async (_ctx, isRun: boolean) => {
        runs += 1
        return isRun ? 1n : undefined
      },
    })
    const arq = await setup({ functions: [odd] }, { clock })
    const expired = await arq.enqueue('odd', [false], { expires: '1s' })
    await clock.advance('2s')
    void arq.worker.run()
    const unsendable = await arq.enqueue('odd', [true])
    await clock.advance('1h')
    expect((await arq.store.get(unsendable))?.errorCode).toBe('ARQ_ENCODE_FAILED')
    expect((await arq.store.get(expired))?.errorCode).toBe('ARQ_JOB_EXPIRED')
    expect(runs).toBe(1)
    expect(arq.worker.counts.retried).toBe(0)
    await arq.close()
  })

  it('and none but the first with maxRetries 0', async () => {
    const none = { ...keep, maxRetries: 0 }
    const { pauses, record } = await pausesAfter(() => new Retry({ defer: 0 }), none)
    expect(pauses).toEqual([])
    expect(record?.errorCode).toBe('ARQ_MAX_RETRIES_EXCEEDED')
  })

  it('at once where Retry says 0, whatever the back-off', async () => {
    const { pauses } = await pausesAfter(() => new Retry({ defer: 0 }), { retryBackoff: '1h' })
    expect(pauses).toEqual([0, 0, 0])
  })
})
