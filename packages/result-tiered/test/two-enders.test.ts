import { sampleRecord } from '@arq/conformance'
import { encodeTransition, type JobRecord, type JobTransition, type ResultStore } from '@arq/core'
import { MemoryResultStore } from '@arq/memory'
import { beforeEach, describe, expect, it } from '@jest/globals'

import { tiered } from '../src/index.js'

const DAY_MS = 86_400_000
const LATER = '2026-11-23T00:00:00.000+00:00'

const expiresAt = new Date(Date.now() + DAY_MS).toISOString().replace('Z', '+00:00')

const record = (rest: Partial<JobRecord>): JobRecord =>
  sampleRecord({ jobId: 'j1', expiresAt, ...rest })

const endOf = (token: string, rest: Partial<JobTransition> = {}): JobTransition => ({
  record: record({ status: 'completed', token, result: token }),
  guard: 'uncontested',
  ttlMs: DAY_MS,
  ...rest,
})

describe('what happens between the two writes of an end', () => {
  let hot: MemoryResultStore
  let cold: MemoryResultStore
  /** Two processes. */
  let one: ResultStore
  let other: ResultStore
  beforeEach(async () => {
    hot = new MemoryResultStore()
    cold = new MemoryResultStore()
    one = tiered({ hot, cold, keepHot: '1h' })
    other = tiered({ hot, cold, keepHot: '1h' })
    await Promise.all([hot.connect(), cold.connect(), one.connect(), other.connect()])
  })

  /** Happens when the next end is in the fast store, and not yet in the durable one. */
  const inBetween = (happens: () => Promise<unknown>): void => {
    const write = cold.transition.bind(cold)
    cold.transition = async (change) => {
      cold.transition = write
      await happens()
      return write(change)
    }
  }

  it('another one ends the job: one of them hears that its end was taken, and it stands', async () => {
    let second: unknown
    inBetween(async () => (second = await other.transition(endOf('b'))))
    expect(await one.transition(endOf('a'))).toBe('applied')
    expect(second).toBe('final')
    expect([await hot.get('j1'), await cold.get('j1')]).toMatchObject([
      { token: 'a' },
      { token: 'a' },
    ])
  })

  it('two stop the job at once: one of them hears that it did, and workers hear of it', async () => {
    await one.create(record({}), { ttlMs: DAY_MS })
    const stop = { record: record({ status: 'aborted' }), guard: 'waiting', ttlMs: DAY_MS } as const
    let second: unknown
    inBetween(async () => (second = await other.transition(stop)))
    expect([await one.transition(stop), second]).toEqual(['applied', 'final'])
    expect(await one.stoppedJobs?.()).toEqual(new Set(['j1']))
  })

  it('the end of a run takes the place of a tombstone: it stands, and both were taken', async () => {
    await one.create(record({}), { ttlMs: DAY_MS })
    const stop = { record: record({ status: 'aborted' }), guard: 'waiting', ttlMs: DAY_MS } as const
    let second: unknown
    inBetween(async () => {
      second = await other.transition(endOf('b'))
      // Somebody finds it in the fast store meanwhile.
      await other.transition(endOf('c'))
    })
    expect([await one.transition(stop), second]).toEqual(['applied', 'applied'])
    expect([await hot.get('j1'), await cold.get('j1')]).toMatchObject([
      { token: 'b' },
      { token: 'b' },
    ])
  })

  it('after an end of which nothing is kept another one is taken: both hear so', async () => {
    let second: unknown
    inBetween(async () => (second = await other.transition(endOf('b'))))
    expect([await one.transition(endOf('a', { ttlMs: 0 })), second]).toEqual(['applied', 'applied'])
    expect(await one.get('j1')).toMatchObject({ token: 'b' })
  })

  describe('of a job whose first end the fast store has let go', () => {
    beforeEach(async () => {
      await one.transition(endOf('first'))
      await hot.delete('j1')
    })

    it('a later end is refused, and leaves nothing', async () => {
      expect(await one.transition(endOf('late'))).toBe('final')
      expect(await hot.get('j1')).toBeUndefined()
      expect(await one.get('j1')).toMatchObject({ token: 'first', duplicateRuns: 1 })
    })

    it('another one ends it, too: neither is taken', async () => {
      let second: unknown
      inBetween(async () => (second = await other.transition(endOf('later'))))
      expect([await one.transition(endOf('late')), second]).toEqual(['final', 'final'])
      expect(await one.get('j1')).toMatchObject({ token: 'first' })
    })

    it('a new job gets the id: it is left alone', async () => {
      const next = record({ enqueueTime: LATER, status: 'in_progress', token: 'next' })
      inBetween(() => other.transition({ record: next, guard: 'start', ttlMs: DAY_MS }))
      expect(await one.transition(endOf('late'))).toBe('final')
      expect(await one.get('j1')).toMatchObject({ token: 'next' })
    })

    it('a process died with a later end in the fast store: the first one is read again', async () => {
      await hot.transition(endOf('late'))
      // Its message comes again.
      const start = record({ status: 'in_progress', token: 'again' })
      expect(await one.transition({ record: start, guard: 'start', ttlMs: DAY_MS })).toBe('final')
      expect(await one.get('j1')).toMatchObject({ token: 'first' })
    })

    it('it is deleted before the refusal is looked into: the later end is kept', async () => {
      const read = cold.get.bind(cold)
      cold.get = async (jobId) => {
        cold.get = read
        await cold.delete(jobId)
        return read(jobId)
      }
      expect(await one.transition(endOf('late'))).toBe('applied')
      expect(await cold.get('j1')).toMatchObject({ token: 'late' })
    })
  })

  it('it comes again: the fast store counts the delivery, and the reader sees it', async () => {
    const read = cold.get.bind(cold)
    cold.get = async (jobId) => {
      cold.get = read
      await other.transition(endOf('a'))
      return read(jobId)
    }
    const start = record({ status: 'in_progress', token: 'b' })
    expect(await one.transition({ record: start, guard: 'start', ttlMs: DAY_MS })).toBe('final')
    expect(await one.get('j1')).toMatchObject({ token: 'a', duplicateDeliveries: 1 })
  })

  it('ends of one call reach a durable store that takes one at a time in their order', async () => {
    Object.defineProperty(cold, 'transitionMany', { value: undefined })
    const held: (() => void)[] = []
    const write = cold.transition.bind(cold)
    cold.transition = async (change) => {
      // The first one takes its time.
      if (change.record.result === 1) await new Promise<void>((resolve) => held.push(resolve))
      return write(change)
    }
    const ends = [1, 2].map((result) =>
      encodeTransition({
        ...endOf('a'),
        record: record({ status: 'completed', token: 'a', result }),
      }),
    )
    const answers = one.transitionMany?.(ends)
    while (held.length === 0) await new Promise((resolve) => setImmediate(resolve))
    held[0]?.()
    expect(await answers).toEqual(['applied', 'applied'])
    expect(await cold.get('j1')).toMatchObject({ result: 2 })
  })
})
