import { describe, expect, it } from '@jest/globals'

import {
  BUCKET_LENGTHS_MS,
  bucketFor,
  LEAST_FOR_BUCKET_MS,
  stageFor,
} from '../../src/delay/bucket-grid.js'

const TEN_YEARS_MS = 3653 * 86_400_000

/** Lengths from 1 ms to ten years: every one at first, then ever larger steps, and each bucket's neighbours. */
function* lengths(): Generator<number> {
  for (let ms = 1; ms < 5000; ms += 1) yield ms
  for (let ms = 5000; ms < TEN_YEARS_MS; ms = Math.ceil(ms * 1.0007)) yield ms
  for (const edge of BUCKET_LENGTHS_MS) yield* [edge + 49, edge + 50, edge + 51]
  yield TEN_YEARS_MS
}

/** The way of one message, on a broker and machines that take no time: how long each stage lasts. */
function wayOf(delayMs: number): { buckets: number[]; heldMs: number } {
  const buckets: number[] = []
  let remainingMs = delayMs
  for (;;) {
    const stage = stageFor(remainingMs)
    if (stage.to !== 'bucket') return { buckets, heldMs: Math.max(remainingMs, 0) }
    buckets.push(stage.lengthMs)
    remainingMs -= stage.lengthMs
  }
}

describe('the grid of buckets', () => {
  it('has at most 300 queues for all lengths from 1 ms to ten years, the due queue among them', () => {
    const used = new Set<number>()
    for (const ms of lengths()) for (const bucket of wayOf(ms).buckets) used.add(bucket)
    expect(used.size + 1).toBeLessThanOrEqual(300)
    expect(used.size).toBeLessThanOrEqual(BUCKET_LENGTHS_MS.length)
  })

  it('has whole, distinct, ascending lengths, none beyond what RabbitMQ takes as a TTL', () => {
    const ascending = [...new Set(BUCKET_LENGTHS_MS)].sort((a, b) => a - b)
    expect(BUCKET_LENGTHS_MS).toEqual(ascending)
    expect(BUCKET_LENGTHS_MS.every(Number.isInteger)).toBe(true)
    expect(BUCKET_LENGTHS_MS.at(-1)).toBeLessThan(315_360_000_000)
  })
})

describe('a message on its way', () => {
  const ways = [...lengths()].map((ms) => ({ ms, ...wayOf(ms) }))

  it('never waits longer in buckets than until it is due, whatever the length', () => {
    expect(ways.filter(({ heldMs }) => heldMs <= 0)).toEqual([])
  })

  it('reaches a mover in time: at least 50 ms and at most 2.5 s before it is due', () => {
    const [soonest, latest] = [50, 2500]
    expect(ways.filter(({ heldMs }) => heldMs > latest)).toEqual([])
    expect(ways.filter(({ buckets, heldMs }) => buckets.length > 0 && heldMs < soonest)).toEqual([])
  })

  it.each([
    [1, '25 s', 25_000],
    [2, '4 min', 240_000],
    [7, '32 days', 32 * 86_400_000],
    [119, 'ten years', TEN_YEARS_MS],
  ])('waits in at most %d buckets up to %s', (most, _, upToMs) => {
    expect(ways.filter(({ ms, buckets }) => ms <= upToMs && buckets.length > most)).toEqual([])
  })

  it('goes on at once when it is due, or was', () => {
    for (const ms of [0, -1, -1e12]) expect(stageFor(ms)).toEqual({ to: 'target' })
    expect(stageFor(0.2)).toEqual({ to: 'mover' })
  })
})

describe('a bucket for what must wait again', () => {
  it('ends before the message is due, from the least length on that has one', () => {
    const wrong = []
    for (let ms = LEAST_FOR_BUCKET_MS; ms < 5000; ms += 1)
      if (bucketFor(ms) > ms - 50) wrong.push(ms)
    expect(wrong).toEqual([])
  })
})

describe('clocks that differ', () => {
  // One message through machines whose clocks are off by up to `skewMs` against the enqueuer's, one for each look.
  function arrivalOf(delayMs: number, skewsMs: readonly number[]): number {
    let passedMs = 0
    for (let look = 0; ; look += 1) {
      const skewMs = look === 0 ? 0 : (skewsMs[look % skewsMs.length] ?? 0)
      const remainingMs = delayMs - passedMs - skewMs
      const stage = stageFor(remainingMs)
      if (stage.to === 'bucket') passedMs += stage.lengthMs
      else if (look > 0 || stage.to === 'target') return passedMs + Math.max(remainingMs, 0)
    }
  }

  it.each([2000, -2000, 50, -50])(
    'by %d ms make nothing early or late by more than that',
    (skew) => {
      const off = [...lengths()]
        .map((ms) => ({ ms, byMs: arrivalOf(ms, [skew, 0, -skew]) - ms }))
        .filter(({ byMs }) => Math.abs(byMs) > Math.abs(skew))
      expect(off).toEqual([])
    },
  )
})
