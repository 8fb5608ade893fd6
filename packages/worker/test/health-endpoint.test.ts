import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'

import { createClient } from '@arq/client'
import { silentLogger, task } from '@arq/core'
import { MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { latch, setup, type TestSettings } from './setup.js'

/** Answers come within moments in one process; the rest of the time is waited for. */
const GATHER = { timeout: '200ms' } as const

const double = task('double', async (_ctx, n: number) => n * 2)

/** A worker that listens on any free port, started. */
async function setupEndpoint(settings: Partial<TestSettings> = {}) {
  const arq = await setup({ functions: [double], healthEndpointPort: 0, ...settings })
  const running = arq.worker.run()
  while (arq.worker.healthEndpoint === undefined) await setImmediate()
  const url = arq.worker.healthEndpoint
  const get = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${url}${path}`, init)
    return { status: response.status, text: await response.text(), headers: response.headers }
  }
  /** Asks until the answer has this status. */
  const until = async (path: string, status: number) => {
    for (;;) {
      const answer = await get(path)
      if (answer.status === status) return answer
    }
  }
  return { arq, running, url, get, until }
}

describe('the health endpoint', () => {
  it('answers from the start on, and is ready once jobs are taken', async () => {
    const mayStart = latch()
    const { arq, get, until } = await setupEndpoint({ onStartup: () => mayStart.opened })
    expect(arq.log).toContainEqual({
      level: 'info',
      message: `Health endpoint at ${String(arq.worker.healthEndpoint)}`,
    })
    const early = await get('/readyz')
    expect([early.status, early.text]).toEqual([
      503,
      expect.stringMatching(/^not_ready\nstarting \d{4}-\S+ The worker is starting\n$/),
    ])
    expect(await get('/livez')).toMatchObject({ status: 200, text: 'alive\n' })
    mayStart.open()
    expect(await until('/readyz', 200)).toMatchObject({ text: 'ready\n' })
  })

  it('tells counts, queues and running jobs as JSON', async () => {
    const begun = latch()
    const mayEnd = latch()
    const long = task('long', async () => {
      begun.open()
      await mayEnd.opened
    })
    const { arq, get, until } = await setupEndpoint({ functions: [double, long] })
    await until('/readyz', 200)
    await arq.enqueue(double, [1])
    while (arq.worker.counts.completed === 0) await setImmediate()
    await arq.enqueue(long)
    await begun.opened
    const { status, text, headers } = await get('/health')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(JSON.parse(text)).toMatchObject({
      ...{ status: 'ready', problems: [], workerId: arq.worker.workerId },
      ...{ slots: 10, running: 1 },
      queues: [{ name: 'default', slots: 10, running: 1, waiting: 0, isPaused: false }],
      counts: { completed: 1, failed: 0 },
    })
    mayEnd.open()
  })

  it('is alive and not ready while it stops, and gone afterwards', async () => {
    const begun = latch()
    const mayEnd = latch()
    const long = task('long', async () => {
      begun.open()
      await mayEnd.opened
    })
    const { arq, running, url, get, until } = await setupEndpoint({ functions: [long] })
    await until('/readyz', 200)
    await arq.enqueue(long)
    await begun.opened
    const stopped = arq.worker.stop()
    const { text } = await until('/readyz', 503)
    expect(text).toContain('stopping')
    expect((await get('/livez')).status).toBe(200)
    const health = await get('/health')
    expect(health.status).toBe(503)
    expect(JSON.parse(health.text)).toMatchObject({
      ...{ status: 'not_ready', running: 1 },
      problems: [{ code: 'stopping', text: 'The worker is stopping', isFatal: true }],
    })
    mayEnd.open()
    await stopped
    await running
    expect(arq.worker.healthEndpoint).toBeUndefined()
    await expect(fetch(`${url}/livez`)).rejects.toThrow('fetch failed')
  })

  it('is ready while it works on less than it should, and names what is missing', async () => {
    const { arq, get, until } = await setupEndpoint({ queues: [{ name: 'a' }, { name: 'b' }] })
    await until('/readyz', 200)
    const transport = new MemoryTransport({ broker: arq.broker })
    const client = await createClient({ transport, logger: silentLogger })
    await client.pause({ queue: 'a' }, GATHER)
    const { status, text } = await get('/readyz')
    expect([status, text]).toEqual([
      200,
      expect.stringMatching(/^degraded\npaused \S+ Paused: nothing is taken from a\n$/),
    ])
    const chinese = await get('/readyz', { headers: { 'accept-language': 'zh-CN,zh;q=0.9' } })
    expect(chinese.text).toContain('已暂停')
    await client.pause({ queue: 'b' }, GATHER)
    expect((await get('/readyz')).status).toBe(503)
    await client.close()
  })

  it('serves the metrics it was given', async () => {
    const metrics = { contentType: 'text/plain; version=0.0.4', collect: async () => 'jobs 1\n' }
    const { get } = await setupEndpoint({ metrics })
    const { status, text, headers } = await get('/metrics?name[]=jobs')
    expect([status, text, headers.get('content-type')]).toEqual([
      200,
      'jobs 1\n',
      'text/plain; version=0.0.4',
    ])
  })

  it('says that it was given none', async () => {
    const { get } = await setupEndpoint()
    expect(await get('/metrics')).toMatchObject({
      status: 404,
      text: 'No metrics: this worker was given no MetricsSource in its setting metrics\n',
    })
  })

  it('outlives metrics that throw; only the log says what', async () => {
    const collect = (): never => {
      throw new Error('password=hunter2')
    }
    const { arq, get } = await setupEndpoint({ metrics: { contentType: 'text/plain', collect } })
    const { status, text } = await get('/metrics')
    expect(status).toBe(500)
    expect(text).not.toContain('hunter2')
    expect(arq.log).toContainEqual({
      level: 'error',
      message: expect.stringContaining('Error: password=hunter2') as unknown,
    })
    expect((await get('/livez')).status).toBe(200)
  })

  it('names its paths where there is nothing, and only reads', async () => {
    const { get } = await setupEndpoint()
    expect(await get('/')).toMatchObject({
      status: 404,
      text: 'Not here. There are /livez, /readyz, /health, /metrics\n',
    })
    const post = await get('/livez', { method: 'POST', body: 'x' })
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    expect(await get('/livez', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' })
  })

  it('does not exist without a port', async () => {
    const arq = await setup({ functions: [double] })
    const running = arq.worker.run()
    while (arq.worker.health.status !== 'ready') await setImmediate()
    expect(arq.worker.healthEndpoint).toBeUndefined()
    await arq.close()
    await running
  })

  it('ends the start with an error that names the port, when another program has it', async () => {
    const other = createServer()
    await once(other.listen(0, '127.0.0.1'), 'listening')
    const { port } = other.address() as AddressInfo
    const arq = await setup({ functions: [double], healthEndpointPort: port })
    await expect(arq.worker.run()).rejects.toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
      message: expect.stringContaining(
        `healthEndpointPort: 127.0.0.1:${String(port)} is taken by another program`,
      ) as unknown,
    })
    await once(other.close(), 'close')
  })

  it('names the host when it is none of this machine', async () => {
    // An address for documentation: no machine has it.
    const healthEndpointHost = '192.0.2.1'
    const arq = await setup({ functions: [double], healthEndpointPort: 0, healthEndpointHost })
    await expect(arq.worker.run()).rejects.toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
      message: expect.stringContaining('healthEndpointHost: cannot listen on 192.0.2.1') as unknown,
    })
  })
})
