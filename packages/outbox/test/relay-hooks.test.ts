import { ResultStoreError, silentLogger, task } from '@arq/core'
import { MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { Worker } from '@arq/worker'
import { expect, it } from '@jest/globals'

import { createOutbox, MemoryOutbox, relayHooks } from '../src/index.js'

function setup() {
  const broker = new MemoryBroker()
  const shared = { resultStore: new MemoryResultStore(), logger: silentLogger }
  const database = new MemoryOutbox()
  const waiting: (() => void)[] = []
  const ran: string[] = []
  const note = task('note', (_ctx, text: string) => {
    ran.push(text)
    waiting.shift()?.()
  })
  return {
    ...{ database, note, ran },
    worker: (hooks: object) =>
      new Worker({
        functions: [note],
        transport: new MemoryTransport({ broker }),
        ...shared,
        ...hooks,
      }),
    /** Commits a job, and resolves when it has run. */
    commit: async (text: string): Promise<void> => {
      const hasRun = new Promise<void>((resolve) => waiting.push(resolve))
      await database.transaction((tx) => createOutbox()(tx).enqueue(note, [text]))
      await hasRun
    },
  }
}

it('is a relay as long as its worker runs', async () => {
  const { database, worker, commit, ran, note } = setup()
  const hooks = relayHooks({ database })
  const first = worker(hooks)
  const running = first.run()
  await commit('first')
  await first.stop()
  await running
  await database.transaction((tx) => createOutbox()(tx).enqueue(note, ['second']))
  expect(database.status().waiting).toBe(1)

  // The same hooks, of two workers at once.
  const others = [worker(hooks), worker(hooks)]
  const allRun = others.map((one) => one.run())
  await commit('third')
  await others[0]!.stop()
  await commit('fourth')
  await others[1]!.stop()
  await Promise.all(allRun)
  expect(ran.toSorted()).toEqual(['first', 'fourth', 'second', 'third'])
  expect(database.status().waiting).toBe(0)
})

it('is called by hooks of the user’s own', async () => {
  const { database, worker, commit } = setup()
  const relay = relayHooks({ database })
  const told: string[] = []
  const one = worker({
    onStartup: async (ctx: never) => {
      told.push('up')
      await relay.onStartup(ctx)
    },
    onShutdown: async (ctx: never) => {
      await relay.onShutdown(ctx)
      told.push('down')
    },
  })
  const running = one.run()
  await commit('x')
  await one.stop()
  await running
  expect(told).toEqual(['up', 'down'])
})

it('says at once what is wrong with its settings', () => {
  expect(() => relayHooks({ database: 'sqlite://shop' })).toThrow(/database/)
  expect(() => relayHooks({ database: new MemoryOutbox(), batchsize: 1 } as never)).toThrow(
    /batchSize/,
  )
})

it('keeps a worker from starting when trying again would not help', async () => {
  const { worker } = setup()
  const text = { template: { en: 'wrong password', 'zh-CN': '密码错误' }, params: {} }
  const refused = new ResultStoreError({ code: 'ARQ_STORE_AUTH', text })
  const source = { open: () => Promise.reject(refused) }
  const one = worker(relayHooks({ database: source as never }))
  await expect(one.run()).rejects.toMatchObject({ code: 'ARQ_STORE_AUTH' })
})
