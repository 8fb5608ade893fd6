import assert from 'node:assert/strict'
import { test } from 'node:test'

import { judge, TARGETS } from '../src/report/targets.js'
import { SCENARIOS } from '../src/scenarios/index.js'
import { caseOf, lineOf } from './sample-report.js'

const rate = { title: 'rate', case: 'a', line: 'arq', metric: 'jobsPerSecond', against: 'raw' }
const cpu = { title: 'cpu', case: 'a', line: 'arq', metric: 'cpuMicrosPerJob', atMost: 20 }

/** @param {number} ratio */
const caseWithRatio = (ratio) =>
  caseOf('a', [
    lineOf('raw', { jobsPerSecond: 100, startP50Ms: 3 }),
    lineOf(
      'arq',
      { jobsPerSecond: 100, cpuMicrosPerJob: 20, startP50Ms: 5 },
      { ratios: { raw: { jobsPerSecond: ratio } } },
    ),
  ])

/** @param {readonly import('../src/contract.d.ts').TargetResult[]} results */
const verdicts = (results) => results.map(({ verdict }) => verdict)

test('a target is reached at its very limit and missed beyond', () => {
  const target = { ...rate, atLeast: 1.2 }
  assert.deepEqual(verdicts(judge([caseWithRatio(1.2)], [target])), ['reached'])
  assert.deepEqual(verdicts(judge([caseWithRatio(1.19)], [target])), ['missed'])
  assert.deepEqual(verdicts(judge([caseWithRatio(1)], [cpu])), ['reached'])
  assert.deepEqual(verdicts(judge([caseWithRatio(1)], [{ ...cpu, atMost: 19.9 }])), ['missed'])
})

test('a ratio is that of the rounds, not of the medians', () => {
  const [result] = judge([caseWithRatio(0.5)], [{ ...rate, atLeast: 1 }])
  assert.deepEqual(result, {
    title: 'rate (quorum)',
    wanted: '≥ 1.00 × raw (jobs/s)',
    got: '0.50 × raw (jobs/s)',
    verdict: 'missed',
  })
})

test('a difference is told as what is added to the other line', () => {
  const target = { ...rate, metric: 'startP50Ms', as: /** @type {const} */ ('difference') }
  const [result] = judge([caseWithRatio(1)], [{ ...target, atMost: 2 }])
  assert.equal(result?.wanted, '≤ raw + 2.00 ms')
  assert.equal(result?.got, 'raw + 2.00 ms')
  assert.equal(result?.verdict, 'reached')
})

test('where one is one too many, the worst round counts', () => {
  // Of the sample the worst round has twice the median.
  const found = caseOf('a', [lineOf('arq', { early: 0.5 })])
  const target = { title: 'early', case: 'a', line: 'arq', metric: 'early', atMost: 0.5 }
  assert.deepEqual(verdicts(judge([found], [target])), ['reached'])
  const [worst] = judge([found], [{ ...target, isOfWorst: true }])
  assert.deepEqual([worst?.got, worst?.verdict], ['1 jobs', 'missed'])
})

test('what did not run is not measured, whichever part of it is missing', () => {
  const target = { ...rate, atLeast: 1 }
  const onlyClassic = { ...target, queueTypes: /** @type {const} */ (['classic']) }
  const full = caseWithRatio(2)
  const withoutRaw = caseOf('a', [lineOf('arq', { jobsPerSecond: 1 })])
  for (const cases of [[], [caseOf('b', full.lines)], [caseOf('a', [])], [withoutRaw]]) {
    assert.deepEqual(verdicts(judge(cases, [target])), ['not measured'])
  }
  assert.deepEqual(verdicts(judge([full], [onlyClassic])), ['not measured'])
})

test('every target names a case and lines that the scenarios have', () => {
  const options = { rounds: 5, jobs: 1, isQuick: false, size: 1, wires: [] }
  for (const queueType of /** @type {const} */ (['quorum', 'classic'])) {
    const all = { ...options, queueTypes: [queueType] }
    const cases = SCENARIOS.flatMap((scenario) => scenario.cases(all, queueType))
    for (const target of TARGETS) {
      const found = cases.find(({ id }) => id === target.case)
      const line = found?.lines.find(({ id }) => id === target.line)
      assert.ok(line, `${target.title}: ${target.case}, ${target.line}`)
      const { against, as } = target
      if (against === undefined) continue
      if (as !== 'difference') assert.ok(line.against.includes(against), target.title)
      assert.ok(
        found?.lines.some(({ id }) => id === against),
        target.title,
      )
    }
  }
})
