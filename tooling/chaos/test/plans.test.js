import assert from 'node:assert/strict'
import { test } from 'node:test'

import { FEATURE_KINDS } from '../src/kinds/kinds.js'
import { FAULT_KINDS, planFaults } from '../src/plan/fault-plan.js'
import { planJobs } from '../src/plan/job-plan.js'

const OPTIONS = { seed: 5, jobs: 5000, seconds: 60, clients: 3 }

test('the same seed plans the same jobs and faults', () => {
  assert.deepEqual(planJobs(OPTIONS), planJobs(OPTIONS))
  assert.notDeepEqual(planJobs(OPTIONS), planJobs({ ...OPTIONS, seed: 6 }))
  const faults = { seed: 5, seconds: 60, kinds: FAULT_KINDS }
  assert.deepEqual(planFaults(faults), planFaults(faults))
  assert.notDeepEqual(planFaults(faults), planFaults({ ...faults, seed: 6 }))
})

test('jobs of all kinds and clients are spread over the whole time', () => {
  const jobs = planJobs(OPTIONS)
  assert.deepEqual(
    jobs.map(({ n }) => n),
    Array.from({ length: OPTIONS.jobs }, (_, n) => n),
  )
  const kinds = new Set(jobs.map(({ kind }) => kind))
  assert.deepEqual([...kinds].sort(), [
    ...['aborted', 'deferred', 'failing', 'plain', 'retried', 'unique'],
  ])
  const calls = jobs.flatMap((job) => job.calls)
  assert.deepEqual([...new Set(calls.map(({ client }) => client))].sort(), [0, 1, 2])
  for (let from = 0; from < 60_000; from += 10_000) {
    const share = calls.filter(({ atMs }) => atMs >= from && atMs < from + 10_000).length
    assert.ok(share > 600, `${share} calls in the 10 s from ${from} ms on`)
  }
  assert.ok(calls.every(({ atMs }) => atMs >= 0 && atMs <= 60_000))
})

test('only unique jobs are enqueued twice, only deferred ones and some that are aborted wait, only some fail', () => {
  for (const { kind, calls, deferMs, failures, abortMs } of planJobs(OPTIONS)) {
    assert.equal(abortMs !== undefined, kind === 'aborted')
    assert.equal(calls.length, kind === 'unique' ? 2 : 1)
    if (kind !== 'aborted') assert.equal(deferMs > 0, kind === 'deferred')
    if (kind === 'failing') assert.equal(failures, 'always')
    else assert.equal(failures !== 0, kind === 'retried')
  }
})

test('jobs of a feature are planned by the seed, too, and only where they are named', () => {
  for (const kind of FEATURE_KINDS) {
    const options = { ...OPTIONS, jobs: 300, kinds: [kind] }
    const jobs = planJobs(options)
    assert.deepEqual(jobs, planJobs(options))
    assert.ok(jobs.every((job) => job.kind === kind && job.calls[0]?.act === undefined))
    const clients = new Set(jobs.flatMap(({ calls }) => calls.map(({ client }) => client)))
    assert.deepEqual([...clients].sort(), [0, 1, 2], kind)
  }
  assert.ok(
    planJobs(OPTIONS).every(({ kind }) => !FEATURE_KINDS.some((feature) => feature === kind)),
  )
})

test('faults of one kind come one after the other, within the time', () => {
  for (const kind of FAULT_KINDS) {
    const faults = planFaults({ seed: 9, seconds: 600, kinds: [kind] })
    assert.ok(faults.length > 5, kind)
    let overAt = 0
    for (const { atMs, lastsMs, target } of faults) {
      assert.ok(atMs > overAt && atMs < 600_000)
      assert.ok(target >= 0 && target < 1)
      overAt = atMs + lastsMs
    }
  }
})

test('leaving a kind out changes nothing about the others', () => {
  const all = planFaults({ seed: 2, seconds: 60, kinds: FAULT_KINDS })
  const some = planFaults({ seed: 2, seconds: 60, kinds: ['redis', 'kill'] })
  assert.deepEqual(
    some,
    all.filter(({ kind }) => kind === 'redis' || kind === 'kill'),
  )
})

test('a calm plan has fewer faults, and each lasts as long', () => {
  const plan = { seed: 2, seconds: 600, kinds: FAULT_KINDS }
  const [usual, calm] = [planFaults(plan), planFaults({ ...plan, calm: 4 })]
  assert.ok(calm.length < usual.length / 2, `${calm.length} of ${usual.length}`)
  assert.equal(calm[0]?.lastsMs, usual[0]?.lastsMs)
})

test('Redis is killed every few seconds', () => {
  const kills = planFaults({ seed: 1, seconds: 120, kinds: ['redis'] })
  assert.ok(kills.length >= 12 && kills.length <= 60, `${kills.length} in 120 s`)
})
