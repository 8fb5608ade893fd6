import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import {
  countDuplicates,
  decideTransition,
  decodeJobRecord,
  encodeJobRecord,
  encodeTransition,
  type JobRecord,
  type JobTransition,
  type TransitionGuard,
  type TransitionOutcome,
} from '@arq/core'
import { JOB_STATUSES } from '@arq/core/internal'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { SqlResultStore } from '../../src/index.js'
import { queuedRecord, setup } from './setup.js'

const GUARDS: readonly TransitionGuard[] = ['start', 'own', 'end', 'uncontested', 'waiting']

/** Moments close to each other, in forms that are equal as moments or only as texts. */
const INSTANTS = [
  undefined,
  '2026-11-22T01:35:00.675+00:00',
  '2026-11-22T01:35:00.675000+00:00',
  '2026-11-22T01:35:00.676+00:00',
  '2026-11-22T02:35:00.675+01:00',
  'yesterday',
  'a"quoted\\text',
]

/** A small generator of numbers (mulberry32): the same seed gives the same cases. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const random = randomNumbers(20261129)
const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!

const anyRecord = (jobId: string, text: string): JobRecord =>
  queuedRecord({
    jobId,
    args: [text],
    status: pick(JOB_STATUSES),
    token: pick([undefined, 'a', 'b', 'c"\\']),
    // Mostly the same: most of the rule is about writes of one job.
    enqueueTime: random() < 0.7 ? INSTANTS[1] : pick(INSTANTS),
    claim: pick([undefined, undefined, 'open']),
    retryCount: pick([0, 1, 2]),
    ...(random() < 0.7 ? {} : { duplicateRuns: pick([undefined, 1, 10]), duplicateDeliveries: 2 }),
  })

/** As a store gives it back. */
const asRead = (record: JobRecord): JobRecord => decodeJobRecord(encodeJobRecord(record))

/** What the rule of core answers to writes one after the other, and what stands there in the end. */
function byTheRule(stored: JobRecord | undefined, changes: readonly JobTransition[]) {
  let current = stored && asRead(stored)
  const outcomes = changes.map((change): TransitionOutcome => {
    const outcome = decideTransition(current, change)
    const counts = countDuplicates(current, change, outcome)
    const isWritten = outcome === 'applied' || outcome === 'repeated'
    if (!isWritten) current &&= { ...current, ...counts }
    else if (change.ttlMs === 0) current = undefined
    else current = asRead({ ...change.record, ...counts })
    return outcome
  })
  return { outcomes, left: current }
}

interface Shared {
  readonly store: SqlResultStore
  /** Of another process, as it were. */
  readonly other: SqlResultStore
  readonly dispose: () => Promise<void>
}

const KINDS: Readonly<Record<string, () => Promise<Shared>>> = {
  PostgreSQL: async () => {
    const { store, prefix, dispose } = await setup()
    const other = await setup({ tablePrefix: prefix })
    return {
      store,
      other: other.store,
      dispose: async () => {
        await Promise.all([other.store.close(), other.raw.end()])
        await dispose()
      },
    }
  },
  SQLite: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'arq-sqlite-'))
    const url = `sqlite://${folder}/jobs.db`
    const [store, other] = [new SqlResultStore({ url }), new SqlResultStore({ url })]
    await Promise.all([store.connect(), other.connect()])
    return {
      store,
      other,
      dispose: async () => {
        await Promise.all([store.close(), other.close()])
        rmSync(folder, { recursive: true })
      },
    }
  },
}

describe.each(Object.entries(KINDS))('guarded writes in %s', (_, open) => {
  let test: Shared
  beforeAll(async () => {
    test = await open()
  })
  afterAll(() => test.dispose())

  const givenOne = async (index: number, changes: number) => {
    const jobId = `case-${String(changes)}-${String(index)}`
    const stored = random() < 0.1 ? undefined : anyRecord(jobId, 'stored')
    if (stored) await test.store.create(stored, { ttlMs: 60_000 })
    const writes = Array.from({ length: changes }, (_, nth) => ({
      record: anyRecord(jobId, `write ${String(nth)}`),
      guard: pick(GUARDS),
      ttlMs: pick([60_000, 60_000, 'forever', 0] as const),
    }))
    return { jobId, stored, writes, ...byTheRule(stored, writes) }
  }
  const given = (cases: number, changes: number) =>
    Promise.all(Array.from({ length: cases }, (_, index) => givenOne(index, changes)))

  const expectLeft = async (
    cases: readonly { readonly jobId: string; readonly left: JobRecord | undefined }[],
  ) => {
    const found = await test.store.getMany(cases.map(({ jobId }) => jobId))
    for (const { jobId, left } of cases) {
      expect({ jobId, left: found.get(jobId) }).toEqual({ jobId, left })
    }
  }

  it('are decided as decideTransition does, each alone', async () => {
    const cases = await given(4000, 1)
    const answers = await Promise.all(
      cases.map(async ({ writes }) => {
        const outcomes: TransitionOutcome[] = []
        for (const write of writes) outcomes.push(await test.store.transition(write))
        return outcomes
      }),
    )
    expect(answers).toEqual(cases.map(({ outcomes }) => outcomes))
    await expectLeft(cases)
  })

  it('are decided so one after the other when several of a job come in one call', async () => {
    const cases = await given(1000, 4)
    for (let first = 0; first < cases.length; first += 50) {
      const part = cases.slice(first, first + 50)
      const changes = part.flatMap(({ writes }) => writes.map(encodeTransition))
      const answers = await test.store.transitionMany(changes)
      expect(answers).toEqual(part.flatMap(({ outcomes }) => outcomes))
    }
    await expectLeft(cases)
  })

  it('of two stores at once come to what some order of them comes to', async () => {
    const cases = await given(500, 2)
    const answers = await Promise.all(
      cases.map(({ writes: [one, two] }) =>
        Promise.all([test.store.transition(one!), test.other.transition(two!)]),
      ),
    )
    const found = await test.store.getMany(cases.map(({ jobId }) => jobId))
    for (const [index, { jobId, stored, writes }] of cases.entries()) {
      const [one, two] = writes
      const orders = [byTheRule(stored, [one!, two!]), byTheRule(stored, [two!, one!])]
      const possible = orders.map(({ outcomes, left }, order) => ({
        answers: order === 0 ? outcomes : outcomes.toReversed(),
        left,
      }))
      expect(possible).toContainEqual({ answers: answers[index], left: found.get(jobId) })
    }
  })
})
