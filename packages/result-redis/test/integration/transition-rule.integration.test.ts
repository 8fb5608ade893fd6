import { randomNumbers, sampleRecord } from '@arq/conformance'
import {
  countDuplicates,
  decideTransition,
  decodeJobRecord,
  type DuplicateCounts,
  encodeJobRecord,
  isFinal,
  type JobRecord,
  type JobTransition,
  type TransitionGuard,
} from '@arq/core'
import { JOB_STATUSES } from '@arq/core/internal'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { type Setup, setup } from './setup.js'

/** Moments close to each other in every form that meets us: ours, Python's, with and without offset, and none at all. */
const INSTANTS = [
  undefined,
  '2026-11-22T01:35:00.675+00:00',
  '2026-11-22T01:35:00.675000+00:00',
  '2026-11-22T01:35:00.675999+00:00',
  '2026-11-22T01:35:00.676+00:00',
  '2026-11-22T02:35:00.675+01:00',
  '2026-11-21T20:05:00.675-0530',
  '2026-11-22 01:35:00.675123',
  '2026-11-22T01:35:00.675Z',
  '2026-11-22t01:35:00.67z',
  '2026-11-22T01:35:00Z',
  '2026-11-22T01:35:00',
  '2026-11-22T01:35Z',
  '2026-11-22',
  '2026-11-21T24:00:00Z',
  '2026-11-21T24:00:01Z',
  '2024-02-29T23:59:59.999+00:00',
  '2024-03-01T00:00:00.000+00:00',
  '2023-02-29T00:00:00Z',
  '2023-03-01T00:00:00Z',
  '1969-12-31T23:59:59.999Z',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999+00:00',
  '2026-13-01T00:00:00Z',
  '2026-11-22T25:00:00Z',
  '2026-11-22T01:35:60Z',
  '2026-11-22T01:35:00+24:00',
  '  2026-11-22T01:35:00.675+00:00  ',
  'yesterday',
  'a"quoted\\text',
]

/** The same text with these counts at its beginning, and nothing else changed. */
function recounted(stored: string, counts: DuplicateCounts): string {
  const { duplicateRuns = 0, duplicateDeliveries = 0 } = counts
  const plain = stored.replace(/^\{"duplicate_runs":\d+,"duplicate_deliveries":\d+,/, '{')
  if (duplicateRuns + duplicateDeliveries === 0) return plain
  const head = `{"duplicate_runs":${String(duplicateRuns)},"duplicate_deliveries":${String(duplicateDeliveries)},`
  return `${head}${plain.slice(1)}`
}

const GUARDS: readonly TransitionGuard[] = ['start', 'own', 'end', 'uncontested', 'waiting']

describe.each(['lean', 'python'] as const)('the write script, layout %s', (layout) => {
  let test: Setup
  beforeAll(async () => {
    test = await setup({ layout })
  })
  afterAll(() => test.dispose())

  const minute = { type: 'PX', value: 60_000 } as const
  const compare = async (stored: string | undefined, change: JobTransition): Promise<void> => {
    const { jobId } = change.record
    if (stored !== undefined) {
      await test.raw.set(`${test.prefix}:result:${jobId}`, stored, { expiration: minute })
    }
    const current = stored === undefined ? undefined : decodeJobRecord(stored)
    const expected = decideTransition(current, change)
    const actual = await test.store.transition(change)
    expect({ actual, stored, change }).toEqual({ actual: expected, stored, change })
    const left = await test.raw.get(`${test.prefix}:result:${jobId}`)
    const counts = countDuplicates(current, change, expected)
    const isWritten = expected === 'applied' || expected === 'repeated'
    const wanted = isWritten
      ? encodeJobRecord({ ...change.record, ...counts })
      : stored === undefined
        ? null
        : recounted(stored, counts)
    expect({ left, stored, change }).toEqual({ left: wanted, stored, change })
  }

  it('decides as decideTransition does, for our records and those of Python', async () => {
    const random = randomNumbers(20261122)
    const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!
    const anyRecord = (jobId: string): JobRecord =>
      sampleRecord({
        jobId,
        status: pick(JOB_STATUSES),
        token: pick([undefined, 'a', 'b', 'c"\\']),
        enqueueTime: pick(INSTANTS),
        retryCount: pick([0, 1, 2, 9, 10, 11]),
        duplicateRuns: pick([undefined, undefined, 1, 10]),
        duplicateDeliveries: pick([undefined, undefined, 2, 99]),
      })
    const encodeForPython = (record: JobRecord): string => {
      const { jobId, status, functionName, args, kwargs, retryCount } = record
      return JSON.stringify({
        ...{ job_id: jobId, status, result: { status: 'failed' }, worker_id: 'python' },
        ...{ queue_name: 'default', retry_count: retryCount, created_at: record.createdAt },
        ...{ function_name: functionName, args, kwargs },
      })
    }
    const cases = Array.from({ length: 5000 }, (_, index) => {
      const jobId = `case-${String(index)}`
      const record = anyRecord(jobId)
      const encode = pick([encodeJobRecord, encodeJobRecord, encodeJobRecord, encodeForPython])
      const stored = random() < 0.05 ? undefined : encode(anyRecord(jobId))
      return { stored, change: { record, guard: pick(GUARDS), ttlMs: 60_000 } }
    })
    for (let start = 0; start < cases.length; start += 500) {
      const part = cases.slice(start, start + 500)
      await Promise.all(part.map(({ stored, change }) => compare(stored, change)))
    }
  })

  it('decides so of each end of an announced job, whatever stands in the place of its queued record', async () => {
    const jobs = { jobId: '', queueName: 'announced', enqueueTime: INSTANTS[1] }
    const stands = JOB_STATUSES.flatMap((status) =>
      [undefined, 'a'].flatMap((token) =>
        [0, 1].flatMap((retryCount) =>
          [undefined, 1].map((duplicateRuns) => ({ status, token, retryCount, duplicateRuns })),
        ),
      ),
    )
    const ends = JOB_STATUSES.flatMap((status) =>
      ['a', 'b', 'c"\\'].map((token) => ({ status, token, retryCount: 0 })),
    )
    const cases = [...stands, undefined].flatMap((stand) => ends.map((end) => ({ stand, end })))
    const compared = cases.map(async ({ stand, end }, index) => {
      const of = { ...jobs, jobId: `announced-${String(index)}` }
      const stored = stand && encodeJobRecord(sampleRecord({ ...of, ...stand }))
      const record = sampleRecord({ ...of, ...end })
      // What is not an end and comes first is only noted: see the conformance suite.
      if (stored === undefined && !isFinal(record.status)) return
      await compare(stored, { record, guard: 'uncontested', ttlMs: 60_000, isAnnounced: true })
    })
    await Promise.all(compared)
  })

  it('orders enqueue times as decideTransition does, pair by pair', async () => {
    const pairs = INSTANTS.flatMap((stored) => INSTANTS.map((next) => ({ stored, next })))
    await Promise.all(
      pairs.map(({ stored, next }, index) => {
        const jobId = `pair-${String(index)}`
        const current = sampleRecord({ jobId, enqueueTime: stored, token: 'a' })
        const record = sampleRecord({ jobId, enqueueTime: next, token: 'b', status: 'completed' })
        return compare(encodeJobRecord(current), { record, guard: 'own', ttlMs: 60_000 })
      }),
    )
  })
})
