import { randomNumbers, resultStoreConformance, sampleRecord } from '@arq/conformance'
import { encodeTransition, type JobRecord, type ResultStore, type TransitionGuard } from '@arq/core'
import { ManualClock, MemoryRecords, MemoryResultStore } from '@arq/memory'
import { beforeEach, describe, expect, it } from '@jest/globals'

import { tiered } from '../src/index.js'
import { reordered } from './reordered.js'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const stores = () => {
  const clock = new ManualClock()
  const records = { hot: new MemoryRecords({ clock }), cold: new MemoryRecords({ clock }) }
  return { clock, records }
}

describe('memory before memory', () => {
  const { clock, records } = stores()
  /** Both ends of each tiered store, so that a test can take them away. */
  const parts = new WeakMap<ResultStore, readonly MemoryResultStore[]>()
  const ofParts = (store: ResultStore, act: (part: MemoryResultStore) => void): void =>
    parts.get(store)?.forEach(act)
  resultStoreConformance(
    { describe, it },
    {
      clock,
      open: () => {
        const hot = new MemoryResultStore({ records: records.hot })
        const cold = new MemoryResultStore({ records: records.cold })
        const store = tiered({ hot, cold, keepHot: '1s' })
        parts.set(store, [hot, cold])
        return store
      },
      ...{ canAnnounce: true, canBegin: true, canTakeMany: true, canTellStopped: true },
      ...{ canSearch: true, canKeepEntries: true, canStream: true },
      ordersOneAttempt: false,
      faults: {
        fail: (store) => ofParts(store, (part) => part.fail()),
        recover: (store) => ofParts(store, (part) => part.recover()),
      },
    },
  )
})

/** Topics of the contract where it matters in which order the two stores are reached. */
const CONTESTED: ReadonlySet<string> = new Set([
  'result store',
  'transitions',
  'random transitions',
  'duplicates',
  'beginning',
  'many at once',
])

describe.each([1, 2, 3])('memory before memory, answers in any order: %d', (seed) => {
  const { clock, records } = stores()
  const random = randomNumbers(seed)
  const contested = (title: string, define: () => void): void => {
    if (CONTESTED.has(title)) describe(title, define)
  }
  resultStoreConformance(
    { describe: contested, it },
    {
      clock,
      open: () =>
        tiered({
          hot: reordered(new MemoryResultStore({ records: records.hot }), random),
          cold: reordered(new MemoryResultStore({ records: records.cold }), random),
        }),
      ...{ canAnnounce: true, canBegin: true, canTakeMany: true, canTellStopped: true },
      ...{ canSearch: true },
      ordersOneAttempt: false,
    },
  )
})

describe('two stores as one', () => {
  let clock: ManualClock
  let hot: MemoryResultStore
  let cold: MemoryResultStore
  let store: ResultStore
  const reopened = () => {
    const again = tiered({ hot, cold, keepHot: '1h' })
    return again
  }
  beforeEach(async () => {
    const made = stores()
    clock = made.clock
    hot = new MemoryResultStore({ records: made.records.hot })
    cold = new MemoryResultStore({ records: made.records.cold })
    await Promise.all([hot.connect(), cold.connect()])
    store = tiered({ hot, cold, keepHot: '1h' })
    await store.connect()
  })

  const job = (rest: Partial<JobRecord> = {}) => sampleRecord({ jobId: 'j1', ...rest })
  const end = (
    rest: Partial<JobRecord> = {},
    guard: TransitionGuard = 'uncontested',
    ttlMs: number | 'forever' = DAY_MS,
  ) => store.transition({ record: job({ status: 'completed', token: 't', ...rest }), guard, ttlMs })

  it('keeps the state of a job in the fast one, and its end in both', async () => {
    await store.create(job(), { ttlMs: DAY_MS })
    expect([await hot.getStatus('j1'), await cold.getStatus('j1')]).toEqual(['queued', undefined])
    expect(await end({ result: 7 })).toBe('applied')
    expect([await hot.get('j1'), await cold.get('j1')]).toMatchObject([
      { result: 7 },
      { result: 7 },
    ])
  })

  it('lets the fast one forget an end that the durable one has, and reads it there', async () => {
    await end({ result: 7 })
    await store.close()
    await clock.advance(HOUR_MS + 1)
    expect(await hot.get('j1')).toBeUndefined()
    store = reopened()
    await store.connect()
    expect(await store.get('j1')).toMatchObject({ result: 7 })
    expect(await store.getStatus('j1')).toBe('completed')
    await clock.advance(DAY_MS)
    expect(await store.get('j1')).toBeUndefined()
  })

  it('loses nothing when the durable one is away: the end is refused, and written later', async () => {
    cold.fail()
    await expect(end({ result: 7 })).rejects.toMatchObject({ retryable: true })
    // As after a crash between the two writes: the fast one has it, for its whole lifetime.
    await clock.advance(DAY_MS - 1)
    expect(await hot.get('j1')).toMatchObject({ result: 7 })
    cold.recover()
    expect(await end({ result: 7 })).toBe('applied')
    expect(await cold.get('j1')).toMatchObject({ result: 7 })
  })

  it.each(['transition', 'begin', 'transitionMany'] as const)(
    'carries an end over when its process died between the two writes: by %s',
    async (call) => {
      const expiresAt = new Date(Date.now() + DAY_MS).toISOString().replace('Z', '+00:00')
      const record = job({ status: 'completed', token: 't', result: 7, expiresAt })
      await hot.transition({ record, guard: 'end', ttlMs: DAY_MS })
      // The message was not acknowledged, so it comes again.
      const start = { record: job({ status: 'in_progress', token: 'u' }), ttlMs: DAY_MS } as const
      const toTransition = () => ({ ...start, guard: 'start' }) as const
      if (call === 'transition') expect(await store.transition(toTransition())).toBe('final')
      else if (call === 'begin') {
        const { jobId, enqueueTime = '', retryCount } = start.record
        const begun = { jobId, enqueueTime, retryCount, token: 'u', toTransition }
        expect(await store.begin?.(begun)).toBe('final')
      } else {
        const again = job({ status: 'completed', token: 'u', result: 8 })
        const change = encodeTransition({ record: again, guard: 'uncontested', ttlMs: DAY_MS })
        expect(await store.transitionMany?.([change])).toEqual(['final'])
      }
      expect(await cold.get('j1')).toMatchObject({ result: 7, token: 't' })
    },
  )

  it('recognises a duplicate whose first end the fast one has let go', async () => {
    await end({ result: 7 })
    await store.close()
    await clock.advance(HOUR_MS + 1)
    store = reopened()
    await store.connect()
    const start = job({ status: 'in_progress', token: 'u' })
    expect(await store.transition({ record: start, guard: 'start', ttlMs: DAY_MS })).toBe('final')
    // It had run without asking: the first end stays, and is what is read.
    expect(await end({ token: 'u', result: 8 })).toBe('final')
    expect(await store.get('j1')).toMatchObject({
      ...{ result: 7, duplicateRuns: 1, duplicateDeliveries: 1 },
    })
    expect(await store.create(job(), { ttlMs: DAY_MS })).toBe('exists')
  })

  it('does not bring back what was deleted while it was carried over', async () => {
    const short = hot.transition.bind(hot)
    hot.transition = async (change) => {
      // The client has read and deleted the result meanwhile.
      if (change.guard === 'waiting') await store.delete('j1')
      return short(change)
    }
    await end({ result: 7 })
    await store.close()
    expect([await hot.get('j1'), await cold.get('j1')]).toEqual([undefined, undefined])
  })

  it('keeps a stopped job where workers hear of it, as long as its message may come', async () => {
    await store.create(job(), { ttlMs: DAY_MS })
    const stopped = job({ status: 'aborted' })
    await store.transition({ record: stopped, guard: 'waiting', ttlMs: DAY_MS })
    await clock.advance(DAY_MS - 1)
    expect(await store.stoppedJobs?.()).toEqual(new Set(['j1']))
  })

  it('can do what the fast one can, and no more', () => {
    for (const method of [
      'announce',
      'begin',
      'transitionMany',
      'stoppedJobs',
      'listWaiting',
      'subscribe',
    ] as const) {
      expect(typeof store[method]).toBe('function')
      Object.defineProperty(hot, method, { value: undefined })
      expect(tiered({ hot, cold })[method]).toBeUndefined()
    }
  })

  it('refuses jobs while a store is away that says so, and names the part that is unwell', async () => {
    expect(tiered({ hot, cold: new MemoryResultStore({ onFailure: 'refuse' }) }).onFailure).toBe(
      'refuse',
    )
    cold.fail()
    expect(await store.healthCheck()).toMatchObject({ isHealthy: false })
    cold.recover()
    expect((await store.stats()).details).toMatchObject({ hot: { storeType: 'memory' } })
  })

  it('names each wrong setting', () => {
    const make = () => tiered({ hot: {} as ResultStore, cold, keepHot: 'soon' as '1s' })
    expect(make).toThrow(/hot: .*[\s\S]*keepHot: /)
  })
})
