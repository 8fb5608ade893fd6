import { sampleRecord } from '@arq/conformance'

import type { SqlResultStore } from '../src/index.js'

const TTL_MS = 600_000
const TICK_MS = 10
const LOOK_EVERY_MS = 200

export interface Load {
  readonly jobsPerSecond: number
  /** Whether rows whose time is over are still there, asked past the store. */
  readonly isAnyLeft: () => Promise<boolean>
}

/** What was seen meanwhile; times are milliseconds. */
export interface Seen {
  readonly jobs: number
  /** From the moment a job was due until both its records, `queued` and `completed`, were written. */
  readonly p50: number
  readonly p99: number
  readonly max: number
  /** The longest that the event loop was held up. */
  readonly longestTurn: number
  readonly seconds: number
}

/**
 * Jobs come and end, so many a second whatever becomes of earlier ones, until nothing is left of what has expired.
 * Rejects when a write does.
 */
export async function workWhileOthersExpire(store: SqlResultStore, load: Load): Promise<Seen> {
  const startMs = performance.now()
  const times: number[] = []
  const jobs: Promise<void>[] = []
  const one = async (dueMs: number): Promise<void> => {
    await createAndEnd(store)
    times.push(performance.now() - dueMs)
  }
  const expiry = { isOver: false }
  const looking = (async () => {
    while (await load.isAnyLeft()) await pause(LOOK_EVERY_MS)
    expiry.isOver = true
  })()
  let longestTurn = 0
  while (!expiry.isOver) {
    const beforeMs = performance.now()
    await pause(TICK_MS)
    longestTurn = Math.max(longestTurn, performance.now() - beforeMs - TICK_MS)
    const dueCount = ((performance.now() - startMs) / 1000) * load.jobsPerSecond
    while (jobs.length < dueCount)
      jobs.push(one(startMs + jobs.length * (1000 / load.jobsPerSecond)))
  }
  await looking
  await Promise.all(jobs)
  return {
    ...figuresOf(times, longestTurn),
    seconds: rounded((performance.now() - startMs) / 1000),
  }
}

async function createAndEnd(store: SqlResultStore): Promise<void> {
  const record = sampleRecord()
  const created = await store.create(record, { ttlMs: TTL_MS })
  const ended = { ...record, status: 'completed', token: 't', result: 1 } as const
  const outcome = await store.transition({ record: ended, guard: 'end', ttlMs: TTL_MS })
  if (created !== 'created' || outcome !== 'applied') throw new Error(`${created}, ${outcome}`)
}

function figuresOf(times: readonly number[], longestTurn: number) {
  const sorted = times.toSorted((one, other) => one - other)
  const at = (share: number): number =>
    rounded(sorted[Math.floor((sorted.length - 1) * share)] ?? 0)
  const turn = rounded(longestTurn)
  return { jobs: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1), longestTurn: turn }
}

const rounded = (value: number): number => Math.round(value * 10) / 10

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
