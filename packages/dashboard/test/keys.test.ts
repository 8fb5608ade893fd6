import { silentLogger, task } from '@arq/core'
import { MemoryResultStore, MemoryTransport } from '@arq/memory'
import { Worker } from '@arq/worker'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import { type Asked, World } from './world.js'

const OWN_QUEUE = 'visits'

let world: World
let asked: Asked
let worker: Worker<object>
let running: Promise<void>
let letGo: () => void
beforeEach(async () => {
  world = await World.open()
  asked = world.dashboard()
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const visit = task({
    ...{ name: 'visit', params: ['shop'] },
    concurrency: { key: (shop: string) => shop, limit: 1 },
    run: async (_ctx, _shop: string) => held,
  })
  worker = new Worker<object>({
    transport: new MemoryTransport({ broker: world.broker }),
    resultStore: new MemoryResultStore({ records: world.records }),
    ...{ functions: [visit], queueName: OWN_QUEUE, logger: silentLogger, handleSignals: false },
  })
  running = worker.run()
  for (const shop of ['acme', 'acme', 'acme', '商店']) {
    await world.client.enqueueJob(visit, [shop], { queueName: OWN_QUEUE })
  }
})
afterEach(async () => {
  letGo()
  await worker.stop()
  await running
  await world.close()
})

const keys = async () => (await asked.get('keys')).keys

/** Asks until so many of a key run. */
async function untilRunning(key: string, count: number) {
  for (;;) {
    const found = (await keys()).find((one) => one.key === key)
    if (found?.running === count) return found
    await new Promise((resolve) => setImmediate(resolve))
  }
}

describe('keys', () => {
  it('are shown with their lines, those that wait most first, and change for all workers', async () => {
    await untilRunning('acme', 1)
    await untilRunning('商店', 1)
    expect(await keys()).toMatchObject([
      { name: 'visit', key: 'acme', running: 1, coming: 0, waiting: 2, limit: 1, isSet: false },
      { name: 'visit', key: '商店', running: 1, coming: 0, waiting: 0, limit: 1, isSet: false },
    ])
    const params = { name: 'visit' }
    expect(await asked.get('setKeyLimit', { params, body: { key: 'acme', limit: 3 } })).toEqual({
      ...{ name: 'visit', key: 'acme', limit: 3 },
    })
    expect(await untilRunning('acme', 3)).toMatchObject({ waiting: 0, limit: 3, isSet: true })
    await asked.get('setKeyLimit', { params, body: { key: 'acme', limit: null } })
    const acme = (await keys()).find(({ key }) => key === 'acme')
    expect(acme).toMatchObject({ limit: 1, isSet: false })
    expect((await asked.get('keys', { query: { name: 'other' } })).keys).toEqual([])
  })

  it('are not changed by what is no limit, or without the permission', async () => {
    const params = { name: 'visit' }
    for (const body of [
      {},
      { limit: -1 },
      { limit: 1.5 },
      { limit: '3' },
      { limit: 1, keys: 'a' },
    ]) {
      expect(await asked.refusal('setKeyLimit', { params, body })).toBe('422 invalid')
    }
    const reader = world.dashboard({ authorize: () => ['view'] })
    const body = { limit: 0 }
    expect(await reader.refusal('setKeyLimit', { params, body })).toBe('403 forbidden')
    await untilRunning('acme', 1)
    expect((await keys()).every(({ isSet }) => !isSet)).toBe(true)
  })
})

describe('unique jobs', () => {
  it('are shown with the job of their key, and how many calls it stands for', async () => {
    const unique = { key: '目录', mode: 'replace', window: '1h' } as const
    const { id } = await world.client.enqueueJob('add', [1, 2], { unique })
    await world.client.enqueueJob('add', [3, 4], { unique })
    const { keys: found, next } = await asked.get('unique')
    expect(found).toEqual([
      {
        ...{ task: 'add', key: '目录', running: null },
        waiting: { jobId: id, queue: 'orders', due: expect.any(String), calls: 2 },
      },
    ])
    expect(next).toBeNull()
    expect((await asked.get('unique', { query: { task: 'other' } })).keys).toEqual([])
  })
})
