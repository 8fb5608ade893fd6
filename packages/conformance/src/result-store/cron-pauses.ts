import assert from 'node:assert/strict'

import type { ResultStore } from '@arq/core'
import { cronPauseId, pausedCrons, setCronPaused } from '@arq/core/internal'

import type { Suite } from '../harness.js'
import type { StoreBench } from './store-bench.js'

const AT_ONCE = 10
const MINUTE_MS = 60_000
const NOON_MS = Date.parse('2026-11-30T12:00:00Z')

/** Pauses of cron jobs, which are records like those of ended jobs. */
export function cronPauses({ test }: Suite<StoreBench>): void {
  test('keeps the pause of a cron job for whoever comes later, until it is resumed', async (bench) => {
    const store = await bench.connect()
    const [name, other] = [bench.id(), bench.id()]
    assert.equal(await setCronPaused(store, name, false, NOON_MS), false)
    assert.equal(await setCronPaused(store, name, true, NOON_MS), true)
    assert.equal(await setCronPaused(store, name, true, NOON_MS + MINUTE_MS), false)
    await store.close()

    const later = await bench.connect()
    assert.deepEqual(await pausedAt(later, name, other), [[name, NOON_MS]])
    assert.equal(await setCronPaused(later, name, false, NOON_MS + MINUTE_MS), true)
    assert.deepEqual(await pausedAt(later, name, other), [])
    assert.equal(await setCronPaused(later, name, true, NOON_MS + 2 * MINUTE_MS), true)
    assert.deepEqual(await pausedAt(later, name), [[name, NOON_MS + 2 * MINUTE_MS]])
    await later.delete(cronPauseId(name))
  })

  test('is paused, or not, as many say at once, whatever their clocks say', async (bench) => {
    const stores = [await bench.connect(), await bench.connect()]
    const [store] = stores
    assert.ok(store)
    const name = bench.id()
    for (const isPaused of [true, false, true]) {
      const changed = await bench.within(
        `${AT_ONCE} changes`,
        Promise.all(
          Array.from({ length: AT_ONCE }, (_, index) =>
            setCronPaused(stores[index % 2] ?? store, name, isPaused, NOON_MS - (index % 3)),
          ),
        ),
      )
      assert.ok(changed.includes(true), `nobody changed it to ${String(isPaused)}`)
      assert.equal((await pausedAt(store, name)).length, isPaused ? 1 : 0)
    }
    await store.delete(cronPauseId(name))
  })
}

const pausedAt = async (store: ResultStore, ...names: readonly string[]) =>
  [...(await pausedCrons(store, names)).values()].map((pause) => [
    pause.name,
    pause.pausedAt.getTime(),
  ])
