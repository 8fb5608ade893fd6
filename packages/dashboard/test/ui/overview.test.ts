import { describe, expect, it } from '@jest/globals'

import type { OperationView, Sample } from '../../src/contract/index.js'
import { lengthOf } from '../../ui/src/pages/dead/pace.js'
import { shownOperations } from '../../ui/src/pages/dead/shown-operations.js'
import { endedOf, quantileOf, spanOf, timesOf } from '../../ui/src/pages/overview/chart-series.js'
import { queueStateOf } from '../../ui/src/pages/queues/queue-state.js'
import { sumsOf } from '../../ui/src/shell/sum.js'
import { overviewOf, queuesOf, workersOf } from './fake/fake-data.js'

const START = Date.parse('2026-01-01T12:00:00Z')
const ago = (ms: number) => new Date(START - ms).toISOString()
const [queue] = queuesOf(ago)
const [worker] = workersOf(ago)

describe('the sums over all queues', () => {
  it('count what is known, and find the oldest message', () => {
    const sums = sumsOf(overviewOf(ago))
    expect(sums).toMatchObject({ ready: 2_537, dead: 1_258, running: 21, slots: 32 })
    expect(sums.oldestAt).toBe(ago(3 * 3_600_000))
  })

  it('of nothing are nothing', () => {
    const sums = sumsOf(overviewOf(ago, { queues: [], workers: [] }))
    expect(sums).toMatchObject({ ready: 0, dead: 0, oldestAt: null })
  })
})

describe('the state of a queue', () => {
  const serving = (...isPaused: readonly boolean[]) =>
    isPaused.map((paused) => ({
      ...worker!,
      queues: [{ ...worker!.queues[0]!, isPaused: paused, running: 0 }],
    }))
  const idle = { ...queue!, ready: 0, unacknowledged: 0 }

  it('is told by the workers that serve it', () => {
    expect(queueStateOf(idle, serving(true, true))).toEqual({ kind: 'paused' })
    expect(queueStateOf(idle, serving(true, false))).toEqual({
      kind: 'pausedInSome',
      paused: 1,
      all: 2,
    })
    expect(queueStateOf(idle, serving(false))).toEqual({ kind: 'idle' })
    expect(queueStateOf({ ...idle, ready: 4 }, serving(false))).toEqual({ kind: 'working' })
  })

  it('is bad news where nobody serves it, and none where it does not exist', () => {
    expect(queueStateOf({ ...idle, consumers: 0 }, [])).toEqual({ kind: 'unattended' })
    expect(queueStateOf({ ...idle, exists: false }, [])).toEqual({ kind: 'missing' })
  })
})

describe('the lines of the charts', () => {
  const samples = [
    { at: ago(10_000), perSecond: null, runMs: null },
    { at: ago(5_000), perSecond: { completed: 4 }, runMs: { p50: 12 } },
  ] as unknown as readonly Sample[]

  it('have a gap where nothing ended', () => {
    expect(endedOf(samples, 'completed')).toEqual([null, 4])
    expect(quantileOf(samples, 'runMs', 'p50')).toEqual([null, 12])
    expect(timesOf(samples)[1]! - timesOf(samples)[0]!).toBe(5)
    expect([spanOf(samples), spanOf([])]).toEqual([5_000, 0])
  })
})

describe('redrives and purges', () => {
  it('are shown while they run and a while after', () => {
    const of = (state: OperationView['state'], endedAt: string | null) =>
      ({ id: String(endedAt), state, endedAt }) as OperationView
    const shown = shownOperations(
      [of('running', null), of('done', ago(60_000)), of('done', ago(600_000))],
      START,
    )
    expect(shown).toHaveLength(2)
  })

  it('take as long as their pace says', () => {
    expect(lengthOf(1_200, 10)).toBe(120_000)
    expect(lengthOf(1_200, undefined)).toBeUndefined()
  })
})
