import { type KeyConcurrency, silentLogger, task } from '@arq/core'
import { KeyLimits, waitingByQueue } from '@arq/core/internal'
import { ManualClock, MemoryTransport } from '@arq/memory'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { describe, expect, it } from '@jest/globals'

import { Worker } from '../src/index.js'
import { latch, setup } from './setup.js'

const BIG = isFullRun ? 10_000 : 1000

/** A task whose jobs run one after the other when they are let go, and what was seen of them. */
async function pool(
  limits: Omit<KeyConcurrency, 'key' | 'strictOrder'>,
  { slots = 50, clock = new ManualClock() } = {},
) {
  const begun: string[] = []
  const running: { readonly key: string; open(): void }[] = []
  const work = task({
    name: 'work',
    run: async (_ctx, key: string, _job: number) => {
      begun.push(key)
      const gate = latch()
      const self = { key, open: gate.open }
      running.push(self)
      await gate.opened
      running.splice(running.indexOf(self), 1)
    },
    concurrency: { key: (key) => key, ...limits },
  })
  const arq = await setup({ functions: [work], maxConcurrentJobs: slots }, { clock })
  void arq.worker.run()
  const settle = () => clock.advance('1s')
  const set = async (change: (limits: KeyLimits) => Promise<void>): Promise<void> => {
    const keyLimits = new KeyLimits({
      ...{ entries: arq.store.entries, clock },
      publish: (message) => arq.client.publish(message),
    })
    const changed = change(keyLimits)
    await clock.advance('2s')
    await changed
  }
  return {
    ...{ ...arq, clock, begun, settle, set, work },
    async add(key: string, count: number): Promise<string[]> {
      const ids: string[] = []
      for (let job = 0; job < count; job += 1) ids.push(await arq.enqueue(work, [key, job]))
      await settle()
      return ids
    },
    /** Ends the jobs that run, the first first, until so many have begun. */
    async untilBegun(count: number): Promise<void> {
      while (begun.length < count) {
        const first = running[0]
        if (!first) throw new Error(`only ${String(begun.length)} have begun`)
        first.open()
        await clock.advance('20ms')
      }
    },
    runningNow: () => running.map(({ key }) => key).sort(),
    endOne: async (key: string) => {
      running.find((each) => each.key === key)?.open()
      await settle()
    },
    async list() {
      const found = []
      const keyLimits = new KeyLimits({
        ...{ entries: arq.store.entries, clock, publish: async () => undefined },
      })
      for await (const status of keyLimits.list()) found.push(status)
      return found.sort((one, other) => (one.key < other.key ? -1 : 1))
    },
    async left() {
      return (await arq.store.entries.groups('', { limit: 10 })).groups
    },
  }
}

const count = (keys: readonly string[], key: string): number =>
  keys.filter((each) => each === key).length

describe('keys that share a total', () => {
  it('run as many jobs at once as it says; the others hold neither slot nor prefetch', async () => {
    const arq = await pool({ total: 3 })
    await arq.add('a', 6)
    await arq.add('b', 6)
    expect(arq.runningNow()).toHaveLength(3)
    const info = await arq.client.queueInfo('default')
    expect({ ready: info?.ready, held: info?.unacknowledged }).toEqual({ ready: 0, held: 3 })
    expect(await waitingByQueue(arq.store.entries)).toEqual({ default: 9 })
    await arq.untilBegun(12)
    for (const key of arq.runningNow()) await arq.endOne(key)
    expect(await arq.left()).toEqual([])
  })

  it(`let ten jobs of one begin among ${String(BIG)} of another, by turns`, async () => {
    const arq = await pool({ total: 2 })
    await arq.add('big', BIG)
    await arq.add('small', 10)
    await arq.untilBegun(2 + 20)
    // Two had begun before; from then on each in turn.
    expect(arq.begun.slice(2)).toEqual(
      Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 'small' : 'big')),
    )
  })

  it('share it by their weights', async () => {
    const weights: Record<string, number> = { gold: 5, silver: 2 }
    const arq = await pool({ total: 4, weight: (key) => weights[key] ?? 1 })
    for (const key of ['gold', 'silver', 'other']) await arq.add(key, 120)
    await arq.untilBegun(4 + 80)
    const shared = arq.begun.slice(-80)
    expect(['gold', 'silver', 'other'].map((key) => count(shared, key))).toEqual([50, 20, 10])
  })

  it('let one that was idle begin before those that have waited, once', async () => {
    const arq = await pool({ total: 1 })
    for (let key = 0; key < 20; key += 1) await arq.add(`k${String(key)}`, 5)
    await arq.untilBegun(25)
    await arq.add('late', 5)
    await arq.untilBegun(26)
    expect(arq.begun.at(-1)).toBe('late')
    // Then it has its turn like everybody.
    await arq.untilBegun(46)
    expect(count(arq.begun.slice(26), 'late')).toBe(0)
    await arq.untilBegun(47)
    expect(arq.begun.at(-1)).toBe('late')
  })

  it('do not let one come first again and again that never has more than one job', async () => {
    const arq = await pool({ total: 1 })
    await arq.add('a', 20)
    await arq.add('b', 20)
    let sent = 0
    for (let round = 0; round < 12; round += 1) {
      // The next one comes as soon as the one before has begun.
      if (count(arq.begun, 'sly') === sent) sent += (await arq.add('sly', 1)).length
      await arq.untilBegun(arq.begun.length + 1)
    }
    expect(count(arq.begun, 'sly')).toBeGreaterThanOrEqual(3)
    expect(count(arq.begun, 'sly')).toBeLessThanOrEqual(5)
  })

  it('keep to a limit of their own beside it, and leave what they may not have to others', async () => {
    const arq = await pool({ total: 4, limit: 3 })
    await arq.add('a', 10)
    expect(arq.runningNow()).toEqual(['a', 'a', 'a'])
    await arq.add('b', 10)
    expect(arq.runningNow()).toEqual(['a', 'a', 'a', 'b'])
    await arq.endOne('a')
    await arq.endOne('a')
    expect(arq.runningNow()).toEqual(['a', 'a', 'b', 'b'])
  })

  it('heed weights, limits and totals that are set while they run', async () => {
    const arq = await pool({ total: 2 })
    await arq.add('a', 60)
    await arq.add('b', 60)
    await arq.set((limits) => limits.set('work', { key: 'b', weight: 4 }))
    await arq.untilBegun(arq.begun.length + 10)
    expect(count(arq.begun.slice(-10), 'b')).toBe(8)

    await arq.set((limits) => limits.set('work', { key: 'b', limit: 0 }))
    await arq.untilBegun(arq.begun.length + 8)
    expect(count(arq.begun.slice(-4), 'b')).toBe(0)
    expect(await arq.list()).toMatchObject([
      { name: 'work', key: 'a', running: 2, limit: 2, weight: 1, total: 2, isSet: false },
      { name: 'work', key: 'b', running: 0, limit: 0, weight: 4, total: 2, isSet: true },
    ])

    await arq.set((limits) => limits.set('work', { total: 5 }))
    expect(arq.runningNow()).toHaveLength(5)
    await arq.set((limits) => limits.reset('work', { key: 'b' }))
    await arq.untilBegun(arq.begun.length + 10)
    expect(count(arq.begun.slice(-10), 'b')).toBe(5)
    await arq.set((limits) => limits.set('work', { total: 0 }))
    for (const key of arq.runningNow()) await arq.endOne(key)
    expect(arq.runningNow()).toEqual([])
    await arq.set((limits) => limits.reset('work'))
    expect(arq.runningNow()).toHaveLength(2)
  })

  it('go on after a limit of 0 of all keys, however many there are', async () => {
    const arq = await pool({ total: 1 })
    await arq.set((limits) => limits.set('work', { limit: 0 }))
    for (let key = 0; key < 250; key += 1) await arq.enqueue(arq.work, [`k${String(key)}`, 0])
    await arq.settle()
    expect(await arq.list()).toHaveLength(250)
    expect(arq.begun).toEqual([])
    await arq.set((limits) => limits.reset('work'))
    await arq.untilBegun(250)
    expect(new Set(arq.begun).size).toBe(250)
  })

  it.each([
    ['gets a total', { limit: 1 }, { total: 2 }],
    ['has it no more', { total: 2 }, { limit: 1 }],
  ])('lose no job when their task %s', async (_how, before, after) => {
    const clock = new ManualClock()
    const first = await pool(before, { clock })
    await first.add('a', 5)
    await first.add('b', 5)
    const worker = first.worker.stop()
    for (const key of first.runningNow()) await first.endOne(key)
    await worker
    const ended = first.begun.length
    const done: string[] = []
    const work = task({
      name: 'work',
      run: async (_ctx, key: string) => void done.push(key),
      concurrency: { key: (key: string) => key, ...after },
    })
    const second = new Worker({
      ...{ functions: [work], clock, logger: silentLogger, resultStore: first.store },
      transport: new MemoryTransport({ broker: first.broker }),
    })
    void second.run()
    await clock.advance('120s')
    expect(done).toHaveLength(10 - ended)
    await second.stop()
  })

  it('share it with all tasks of the same name: the worker refuses one that has none', async () => {
    const shared = { key: (key: string) => key, name: 'tenants' }
    const run = async (_ctx: unknown, _key: string): Promise<void> => undefined
    const one = task({ name: 'one', run, concurrency: { ...shared, total: 2 } })
    const other = task({ name: 'other', run, concurrency: { ...shared, limit: 2 } })
    const arq = await setup({ functions: [one, other] })
    await expect(arq.worker.run()).rejects.toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
      message: expect.stringContaining('tenants'),
    })
  })

  it('share it without a rate: the worker refuses a task with both', async () => {
    const both = task({
      name: 'both',
      run: async (_ctx, _key: string) => undefined,
      concurrency: { key: (key) => key, total: 2 },
      rate: { key: (key) => key, limit: 2, per: '1s' },
    })
    const arq = await setup({ functions: [both] })
    await expect(arq.worker.run()).rejects.toMatchObject({ code: 'ARQ_CONFIG_INVALID' })
  })

  it.each([0, 1.5, 101, '3' as unknown as number])('refuse a weight of %s', async (weight) => {
    const arq = await pool({ total: 1, weight: () => weight })
    const [id = ''] = await arq.add('a', 1)
    expect(await arq.store.get(id)).toMatchObject({ errorCode: 'ARQ_CONFIG_INVALID' })
  })
})
