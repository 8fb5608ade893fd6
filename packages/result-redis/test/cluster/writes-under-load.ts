import { sampleRecord } from '@arq/conformance'
import { isArqError, type JobRecord } from '@arq/core'

import type { RedisResultStore } from '../../src/index.js'

const ttlMs = 600_000
/** Writes under way at once. */
const WRITERS = 20
/** What a caller does who is told to come again. */
const PAUSE_MS = 20

export interface WritesUnderLoad {
  readonly store: RedisResultStore
  readonly count: number
  /**
   * Happens when a third of the jobs have ended.
   * @param refused resolves when the next call is told to come again
   */
  readonly fail: (refused: Promise<void>) => Promise<void>
}

export interface WrittenUnderLoad {
  readonly records: readonly JobRecord[]
  /** Calls that were told to come again. */
  readonly refused: number
  /** What they were told, by its code: the first message of each. */
  readonly reasons: ReadonlyMap<string, string>
  /** What no call may be answered with, if any was. */
  readonly unexpected: readonly unknown[]
}

/** Creates, starts and ends jobs while something fails; each call is repeated as long as it is told to come again. */
export async function writeUnderLoad({
  store,
  count,
  fail,
}: WritesUnderLoad): Promise<WrittenUnderLoad> {
  const records = Array.from({ length: count }, () => sampleRecord({ queueName: 'load' }))
  const unexpected: unknown[] = []
  let refused = 0
  let ended = 0
  let failing: Promise<void> | undefined
  const reasons = new Map<string, string>()
  let tellRefused: () => void = () => undefined
  const nextRefusal = new Promise<void>((resolve) => (tellRefused = resolve))
  const until = async (call: () => Promise<string>, wanted: readonly string[]): Promise<void> => {
    for (;;) {
      try {
        const outcome = await call()
        if (!wanted.includes(outcome)) unexpected.push(outcome)
        return
      } catch (error) {
        if (!isArqError(error) || !error.retryable) unexpected.push(error)
        if (unexpected.length > 100) return
        refused += 1
        if (failing) tellRefused()
        if (isArqError(error) && !reasons.has(error.code)) reasons.set(error.code, error.message)
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      }
    }
  }
  const waiting = records.values()
  const write = async (): Promise<void> => {
    for (const record of waiting) {
      const own = { ...record, token: record.jobId }
      const started = { ...own, status: 'in_progress' } as const
      // The answer of a first try may have been lost.
      await until(() => store.create(record, { ttlMs }), ['created', 'exists'])
      await until(
        () => store.transition({ record: started, guard: 'start', ttlMs }),
        ['applied', 'repeated'],
      )
      await until(
        () => store.transition({ record: { ...own, status: 'completed' }, guard: 'own', ttlMs }),
        ['applied'],
      )
      ended += 1
      if (ended === Math.floor(count / 3)) failing = fail(nextRefusal)
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, write))
  await failing
  return { records, refused, reasons, unexpected }
}
