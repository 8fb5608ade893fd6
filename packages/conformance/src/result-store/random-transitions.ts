import assert from 'node:assert/strict'

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

import type { Suite } from '../harness.js'
import { randomNumbers } from '../random-numbers.js'
import { isSame } from './same-record.js'
import { LONG_TTL_MS, type StoreBench } from './store-bench.js'
import { isWritten } from './transition-cases.js'

const SEED = 20261129

const GUARDS: readonly TransitionGuard[] = ['start', 'own', 'end', 'uncontested', 'waiting']

const MOMENT = '2026-11-22T01:35:00.675+00:00'

/** Moments close to each other, in forms that are equal as moments or only as texts. */
const MOMENTS = [
  undefined,
  MOMENT,
  '2026-11-22T01:35:00.675000+00:00',
  '2026-11-22T01:35:00.676+00:00',
  '2026-11-22T02:35:00.675+01:00',
  'yesterday',
  'a"quoted\\text',
]

/** Writes of one job over what stands there, and what the rule of core makes of them one after the other. */
interface Case {
  readonly jobId: string
  readonly stored: JobRecord | undefined
  readonly writes: readonly JobTransition[]
  readonly outcomes: readonly TransitionOutcome[]
  readonly left: JobRecord | undefined
}

/** Random writes, each answered as `decideTransition` and `countDuplicates` say, whoever decides. */
export function randomTransitions({ test }: Suite<StoreBench>): void {
  test('are decided as decideTransition does, each alone', async (bench) => {
    const store = await bench.connect()
    const cases = drawCases(bench, { cases: 1000, writesEach: 1 })
    await givenStored(bench, cases)
    const answers = await Promise.all(
      cases.flatMap(({ writes }) => writes.map((write) => store.transition(write))),
    )
    assert.deepEqual(
      answers,
      cases.flatMap(({ outcomes }) => outcomes),
    )
    await assertLeft(bench, cases)
  })

  test('are decided so one after the other when several of a job come in one call', async (bench) => {
    const store = await bench.connect()
    // Not in the contract of every store.
    if (!store.transitionMany) return
    const cases = drawCases(bench, { cases: 250, writesEach: 4 })
    await givenStored(bench, cases)
    for (let first = 0; first < cases.length; first += 25) {
      const part = cases.slice(first, first + 25)
      const changes = part.flatMap(({ writes }) => writes.map(encodeTransition))
      const answers: readonly unknown[] = await store.transitionMany(changes)
      assert.deepEqual(
        answers,
        part.flatMap(({ outcomes }) => outcomes),
      )
    }
    await assertLeft(bench, cases)
  })

  test('of two stores at once come to what some order of them comes to', async (bench) => {
    const [store, other] = [await bench.connect(), await bench.connect()]
    const drawn = drawCases(bench, { cases: 150, writesEach: 2 })
    const cases = drawn.filter((each) => bench.ordersOneAttempt || !isOfOneAttempt(each))
    await givenStored(bench, cases)
    const answers = await Promise.all(
      cases.map(({ writes }) =>
        Promise.all(writes.map((write, nth) => (nth === 0 ? store : other).transition(write))),
      ),
    )
    const found = await store.getMany(cases.map(({ jobId }) => jobId))
    for (const [index, { jobId, stored, writes, outcomes, left }] of cases.entries()) {
      const turned = byTheRule(stored, writes.toReversed())
      const possible = [
        { answers: outcomes, left },
        { answers: turned.outcomes.toReversed(), left: turned.left },
      ]
      const actual = { answers: answers[index], left: found.get(jobId) }
      const isPossible = possible.some((each) => isSame(each, actual))
      assert.ok(isPossible, JSON.stringify({ jobId, stored, writes, actual }))
    }
  })
}

function drawCases(
  bench: StoreBench,
  { cases, writesEach }: { readonly cases: number; readonly writesEach: number },
): readonly Case[] {
  const random = randomNumbers(SEED)
  // Below the length there is one.
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T
  const anyRecord = (jobId: string, text: string): JobRecord =>
    bench.record({
      jobId,
      args: [text],
      status: pick(JOB_STATUSES),
      token: pick([undefined, 'a', 'b', 'c"\\']),
      // Mostly the same: most of the rule is about writes of one job.
      enqueueTime: random() < 0.7 ? MOMENT : pick(MOMENTS),
      claim: pick([undefined, undefined, 'open']),
      retryCount: pick([0, 1, 2]),
      ...(random() < 0.7
        ? {}
        : { duplicateRuns: pick([undefined, 1, 10]), duplicateDeliveries: 2 }),
    })
  return Array.from({ length: cases }, () => {
    const jobId = bench.id('random')
    const stored = random() < 0.1 ? undefined : anyRecord(jobId, 'stored')
    const writes = Array.from({ length: writesEach }, (_, nth) => ({
      record: anyRecord(jobId, `write ${String(nth)}`),
      guard: pick(GUARDS),
      ttlMs: pick([LONG_TTL_MS, LONG_TTL_MS, LONG_TTL_MS, 0]),
    }))
    return { jobId, stored, writes, ...byTheRule(stored, writes) }
  })
}

async function givenStored(bench: StoreBench, cases: readonly Case[]): Promise<void> {
  const store = await bench.connect()
  const records = cases.flatMap(({ stored }) => stored ?? [])
  await Promise.all(records.map((record) => store.create(record, { ttlMs: LONG_TTL_MS })))
}

async function assertLeft(bench: StoreBench, cases: readonly Case[]): Promise<void> {
  const store = await bench.connect()
  const found = await store.getMany(cases.map(({ jobId }) => jobId))
  for (const { jobId, stored, writes, left } of cases) {
    const actual = found.get(jobId)
    assert.ok(isSame(actual, left), JSON.stringify({ jobId, stored, writes, actual, left }))
  }
}

const isOfOneAttempt = ({ writes: [one, other] }: Case): boolean =>
  one?.record.token !== undefined && one.record.token === other?.record.token

/** What the rule answers to writes one after the other, and what stands there in the end. */
function byTheRule(stored: JobRecord | undefined, changes: readonly JobTransition[]) {
  let current = stored && asRead(stored)
  const outcomes = changes.map((change): TransitionOutcome => {
    const outcome = decideTransition(current, change)
    const counts = countDuplicates(current, change, outcome)
    if (!isWritten(outcome)) current &&= { ...current, ...counts }
    else if (change.ttlMs === 0) current = undefined
    else current = asRead({ ...change.record, ...counts })
    return outcome
  })
  return { outcomes, left: current }
}

/** As a store gives it back. */
const asRead = (record: JobRecord): JobRecord => decodeJobRecord(encodeJobRecord(record))
