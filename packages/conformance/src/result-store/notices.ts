import assert from 'node:assert/strict'

import type { Release, ResultStore } from '@arq/core'

import type { Suite } from '../harness.js'
import { LONG_TTL_MS, type StoreBench } from './store-bench.js'

/** A store that can push tells of every change, whoever made it. */
export function notices({ test }: Suite<StoreBench>): void {
  test('tells another store on the same data of every transition', async (bench) => {
    const [writer, listener] = [await bench.connect(), await bench.connect()]
    const { heard } = await subscribe(bench, listener)
    const job = await bench.given(writer)
    for (const status of ['in_progress', 'completed'] as const) {
      const before = heard.filter((jobId) => jobId === job.jobId).length
      const record = { ...job, status, token: 'mine' }
      const guard = status === 'in_progress' ? 'start' : 'own'
      await writer.transition({ record, guard, ttlMs: LONG_TTL_MS })
      await bench.until(
        () => `a notice of ${job.jobId} becoming ${status}; heard: ${heard.join()}`,
        () => heard.filter((jobId) => jobId === job.jobId).length > before,
      )
    }
  })

  test('tells the writer itself, and each of several listeners', async (bench) => {
    const store = await bench.connect()
    const listeners = [await subscribe(bench, store), await subscribe(bench, store)]
    const job = await bench.given(store)
    const record = { ...job, status: 'completed', token: 'mine' } as const
    await store.transition({ record, guard: 'own', ttlMs: LONG_TTL_MS })
    for (const { heard } of listeners) {
      await bench.until(`a notice of ${job.jobId}`, () => heard.includes(job.jobId))
    }
  })

  test('tells of a change only when it can be read', async (bench) => {
    const [writer, listener] = [await bench.connect(), await bench.connect()]
    const job = await bench.given(writer)
    const statuses: Promise<unknown>[] = []
    const subscription = listener.subscribe?.((jobId) => {
      if (jobId === job.jobId) statuses.push(listener.getStatus(jobId))
    })
    await bench.within('subscribe', Promise.resolve(subscription))
    const record = { ...job, status: 'completed', token: 'mine' } as const
    await writer.transition({ record, guard: 'own', ttlMs: LONG_TTL_MS })
    await bench.until(`a notice of ${job.jobId}`, () => statuses.length > 0)
    assert.equal(await statuses.at(-1), 'completed')
  })

  test('tells a listener nothing after its release', async (bench) => {
    const [writer, listener] = [await bench.connect(), await bench.connect()]
    const ended = await subscribe(bench, listener)
    const going = await subscribe(bench, listener)
    await bench.within('release', ended.release())
    await bench.within('a second release', ended.release())
    const job = await bench.given(writer)
    const record = { ...job, status: 'completed', token: 'mine' } as const
    await writer.transition({ record, guard: 'own', ttlMs: LONG_TTL_MS })
    await bench.until(`a notice of ${job.jobId}`, () => going.heard.includes(job.jobId))
    assert.equal(ended.heard.includes(job.jobId), false)
  })
}

async function subscribe(
  bench: StoreBench,
  store: ResultStore,
): Promise<{ readonly heard: readonly string[]; readonly release: Release }> {
  const heard: string[] = []
  const subscription = store.subscribe?.((jobId) => heard.push(jobId))
  assert.ok(subscription, 'the store has no subscribe; say so: canSubscribe: false')
  const release = await bench.within('subscribe', subscription)
  return { heard, release }
}
