import { ResultStoreConnectionError, task } from '@arq/core'
import { errorTexts } from '@arq/core/internal'
import type { MemoryResultStore } from '@arq/memory'
import { ManualClock, MemoryTransport } from '@arq/memory'
import { expect, it } from '@jest/globals'

import { Worker } from '../src/index.js'
import { latch, setup } from './setup.js'

const storeDown = (): ResultStoreConnectionError =>
  new ResultStoreConnectionError({
    code: 'ARQ_STORE_CONNECTION',
    text: errorTexts.closed({ what: 'the store' }),
  })

/** A store that takes no entries once a test says so, as one whose disk is full; it takes records. */
function failingEntries(store: MemoryResultStore) {
  const state = { isFailing: false }
  const entries = new Proxy(store.entries, {
    get(inner, name) {
      const value: unknown = Reflect.get(inner, name, inner)
      if (typeof value !== 'function') return value
      return (...args: unknown[]): unknown =>
        name === 'write' && state.isFailing
          ? Promise.reject(storeDown())
          : Reflect.apply(value, inner, args)
    },
  })
  const wrapped = new Proxy(store, {
    get(inner, name) {
      if (name === 'entries') return entries
      const value: unknown = Reflect.get(inner, name, inner)
      return typeof value === 'function' ? (value.bind(inner) as unknown) : value
    },
  })
  return { state, store: wrapped }
}

it('a key in a strict order goes on within two leases when a worker died that could not free its place', async () => {
  const clock = new ManualClock()
  const gate = latch()
  const began = latch()
  const begun: number[] = []
  const work = task({
    name: 'work',
    run: async (_ctx, job: number) => {
      begun.push(job)
      began.open()
      if (job === 1) await gate.opened
    },
    concurrency: { key: () => 'k', limit: 1, strictOrder: true },
  })
  const arq = await setup({ functions: [work] }, { clock })
  const { state, store } = failingEntries(arq.store)
  const connect = (resultStore: MemoryResultStore): Worker =>
    new Worker({
      ...{ functions: [work], clock, resultStore, logger: arq.logger },
      transport: new MemoryTransport({ broker: arq.broker }),
    })
  const first = connect(store)
  const ids = [await arq.enqueue(work, [1]), await arq.enqueue(work, [2])]
  void first.run()
  await clock.advance('1s')
  await began.opened

  state.isFailing = true
  gate.open()
  await clock.advance('1s')
  expect((await arq.store.get(ids[0] ?? ''))?.status).toBe('completed')
  const stopped = first.stop()
  await clock.advance('60s')
  await stopped
  expect(begun).toEqual([1])

  const second = connect(arq.store)
  void second.run()
  await clock.advance('61s')
  expect(begun).toEqual([1, 2])
  await second.stop()
})
