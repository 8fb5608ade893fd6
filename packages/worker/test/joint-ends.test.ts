import { ResultStoreError, task } from '@arq/core'
import { errorTexts } from '@arq/core/internal'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { latch, setup, type TestSettings } from './setup.js'

type Bundle = Awaited<ReturnType<typeof setup>>

const COUNT = 10

/** Jobs that all wait for one gate, and so end in one turn of the event loop. */
async function gated(settings: Omit<TestSettings, 'functions'> = {}) {
  const clock = new ManualClock()
  const gate = latch()
  const started: string[] = []
  const wait = task('wait', async (ctx, value: number) => {
    started.push(ctx.jobId)
    await gate.opened
    return value
  })
  const arq = await setup({ functions: [wait], ...settings }, { clock })
  const ids: string[] = []
  for (let value = 0; value < COUNT; value += 1) ids.push(await arq.enqueue(wait, [value]))
  void arq.worker.run()
  await clock.advance('1s')
  expect(started).toHaveLength(COUNT)
  const end = async (): Promise<void> => {
    gate.open()
    await clock.advance('1s')
  }
  return { ...arq, clock, ids, end }
}

const refusal = (): ResultStoreError =>
  new ResultStoreError({
    code: 'ARQ_STORE_FAILED',
    text: errorTexts.closed({ what: 'this record' }),
  })

const queue = async ({ client }: Bundle, name = 'default') => {
  const info = await client.queueInfo(name)
  return { ready: info?.ready ?? 0, unacknowledged: info?.unacknowledged ?? 0 }
}

describe('jobs that complete in one turn of the event loop', () => {
  it('cost the store one round trip, and each its own result', async () => {
    const arq = await gated()
    const calls: number[] = []
    const many = arq.store.transitionMany.bind(arq.store)
    arq.store.transitionMany = async (changes) => {
      calls.push(changes.length)
      return many(changes)
    }
    await arq.end()
    expect(calls).toEqual([COUNT])
    const records = await arq.store.getMany(arq.ids)
    expect(arq.ids.map((id) => records.get(id)?.result)).toEqual([...Array(COUNT).keys()])
    expect(await queue(arq)).toEqual({ ready: 0, unacknowledged: 0 })
    expect(arq.worker.counts.completed).toBe(COUNT)
    await arq.close()
  })

  it('are acknowledged only once the store has answered', async () => {
    const arq = await gated()
    const answered = latch()
    const many = arq.store.transitionMany.bind(arq.store)
    arq.store.transitionMany = async (changes) => {
      await answered.opened
      return many(changes)
    }
    await arq.end()
    expect(await queue(arq)).toMatchObject({ unacknowledged: COUNT })
    answered.open()
    await arq.clock.advance(0)
    expect(await queue(arq)).toEqual({ ready: 0, unacknowledged: 0 })
    await arq.close()
  })

  it('wait at the broker, each for itself, where the store refuses them; the others are stored', async () => {
    const arq = await gated()
    const [refused = ''] = arq.ids
    const many = arq.store.transitionMany.bind(arq.store)
    const one = arq.store.transition.bind(arq.store)
    arq.store.transitionMany = async (changes) => {
      const answers = await many(changes.filter(({ jobId }) => jobId !== refused))
      const others = answers.values()
      return changes.map(({ jobId }) => (jobId === refused ? refusal() : others.next().value!))
    }
    arq.store.transition = async (change) => {
      if (change.record.jobId === refused) throw refusal()
      return one(change)
    }
    await arq.end()
    const records = await arq.store.getMany(arq.ids)
    const completed = [...records.values()].filter(({ status }) => status === 'completed')
    expect(completed).toHaveLength(COUNT - 1)
    expect(await queue(arq, 'arq.results.default')).toMatchObject({ ready: 1 })
    expect(await queue(arq)).toEqual({ ready: 0, unacknowledged: 0 })
    await arq.close()
  })

  it('all wait at the broker when the store goes away over their write, and are stored when it is back', async () => {
    const arq = await gated()
    arq.store.fail()
    await arq.end()
    expect(await queue(arq)).toEqual({ ready: 0, unacknowledged: 0 })
    expect(await queue(arq, 'arq.results.default')).toMatchObject({ ready: COUNT })
    arq.store.recover()
    await arq.clock.advance('10s')
    const records = await arq.store.getMany(arq.ids)
    expect(arq.ids.map((id) => records.get(id)?.result)).toEqual([...Array(COUNT).keys()])
    await arq.close()
  })

  it('are waited for by a stop of the worker', async () => {
    const arq = await gated()
    const answered = latch()
    const many = arq.store.transitionMany.bind(arq.store)
    arq.store.transitionMany = async (changes) => {
      await answered.opened
      return many(changes)
    }
    await arq.end()
    const stopped = arq.worker.stop()
    await arq.clock.advance(0)
    expect(arq.worker.counts.completed).toBe(0)
    answered.open()
    await stopped
    expect(arq.worker.counts).toMatchObject({ completed: COUNT, requeued: 0 })
    await arq.close()
  })

  it('are all written where a store answers for fewer than it was asked', async () => {
    const arq = await gated()
    const many = arq.store.transitionMany.bind(arq.store)
    arq.store.transitionMany = () => {
      arq.store.transitionMany = many
      return Promise.resolve([])
    }
    await arq.end()
    const records = await arq.store.getMany(arq.ids)
    expect([...records.values()].filter(({ status }) => status === 'completed')).toHaveLength(COUNT)
    expect(await queue(arq)).toEqual({ ready: 0, unacknowledged: 0 })
    await arq.close()
  })

  it('are told to afterJobEnd when they are acknowledged', async () => {
    const seen: number[] = []
    const arq = await gated({
      afterJobEnd: async () => {
        seen.push((await queue(arq)).unacknowledged)
      },
    })
    await arq.end()
    expect(seen).toHaveLength(COUNT)
    expect(Math.min(...seen)).toBe(0)
    await arq.close()
  })
})

describe('what a task keeps of its context', () => {
  it('can be read after the job has ended', async () => {
    const clock = new ManualClock()
    const contexts: { readonly headers: object; readonly jobId: string }[] = []
    const keep = task('keep', async (ctx) => void contexts.push(ctx))
    const arq = await setup({ functions: [keep] }, { clock })
    const id = await arq.enqueue(keep, [], { headers: { tenant: 'blue' } })
    void arq.worker.run()
    await clock.advance('1s')
    expect((await arq.store.get(id))?.status).toBe('completed')
    expect(contexts[0]).toMatchObject({ jobId: id, headers: { tenant: 'blue' } })
    await arq.close()
  })
})
