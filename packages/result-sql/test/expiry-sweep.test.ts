import type { Clock } from '@arq/core'
import { expect, it } from '@jest/globals'

import { ExpirySweep } from '../src/expiry-sweep.js'

/** A table in which a row takes so long to delete, and a clock that goes on by that alone, and by rests. */
function setup({ rows, msPerRow }: { readonly rows: number; readonly msPerRow: number }) {
  const table = { rows, steps: [] as number[], rests: [] as number[] }
  let nowMs = 0
  const clock: Clock = {
    now: () => nowMs,
    monotonicNow: () => nowMs,
    setTimer: (delayMs, callback) => {
      table.rests.push(delayMs)
      nowMs += delayMs
      setImmediate(callback)
      return { cancel: () => undefined }
    },
  }
  const sweep = new ExpirySweep((limit) => {
    const deleted = Math.min(limit, table.rows)
    table.rows -= deleted
    table.steps.push(limit)
    nowMs += deleted * msPerRow
    return Promise.resolve(deleted)
  }, clock)
  const untilSwept = async (): Promise<void> => {
    while (table.rows > 0) await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
  }
  const wait = (ms: number): void => void (nowMs += ms)
  return { sweep, table, untilSwept, wait }
}

it('takes steps of about ten milliseconds, and rests twice as long after each', async () => {
  const { sweep, table, untilSwept } = setup({ rows: 2000, msPerRow: 0.2 })
  sweep.poke()
  await untilSwept()
  expect(new Set(table.steps.slice(1))).toEqual(new Set([50]))
  expect(new Set(table.rests.slice(1))).toEqual(new Set([20]))
})

it('takes larger steps where they cost little, up to 1,000 rows', async () => {
  const { sweep, table, untilSwept } = setup({ rows: 10_000, msPerRow: 0 })
  sweep.poke()
  await untilSwept()
  expect(table.steps.slice(0, 5)).toEqual([100, 200, 400, 800, 1000])
  expect(Math.max(...table.steps)).toBe(1000)
})

it('looks again five seconds after it found nothing more, when somebody writes', async () => {
  const { sweep, table, untilSwept, wait } = setup({ rows: 1, msPerRow: 0 })
  sweep.poke()
  await untilSwept()
  table.rows = 1
  wait(4999)
  sweep.poke()
  expect(table.steps).toHaveLength(1)
  wait(1)
  sweep.poke()
  await untilSwept()
  expect(table.steps).toHaveLength(2)
})

it('stops after the step that is under way', async () => {
  const { sweep, table } = setup({ rows: 1_000_000, msPerRow: 1 })
  sweep.poke()
  await sweep.stop()
  sweep.poke()
  expect(table.steps).toHaveLength(1)
})
