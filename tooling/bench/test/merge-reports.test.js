import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { mergeReports } from '../src/report/merge-reports.js'
import { writeResults } from '../src/write-results.js'
import { caseOf, lineOf, reportOf } from './sample-report.js'

/** @param {string} id @param {number} rate */
const caseWith = (id, rate) => caseOf(id, [lineOf('arq', { jobsPerSecond: rate })])
const previous = {
  ...reportOf([caseWith('enqueue', 100), caseWith('process', 200)], []),
  load: { before: 1, after: 2 },
}

test('scenarios that were not measured again stay, with the facts of their own run', () => {
  const merged = mergeReports(reportOf([caseWith('process', 300)], []), previous)
  assert.deepEqual(merged.cases, [caseWith('process', 300)])
  assert.deepEqual(
    merged.earlier?.map(({ cases, load }) => [cases, load]),
    [[[caseWith('enqueue', 100)], previous.load]],
  )
})

test('a run of a run keeps what either had, and drops runs of which nothing is left', () => {
  const second = mergeReports(reportOf([caseWith('process', 300)], []), previous)
  const third = mergeReports(reportOf([caseWith('enqueue', 400)], []), second)
  assert.deepEqual(third.cases, [caseWith('enqueue', 400)])
  assert.deepEqual(
    third.earlier?.map(({ cases }) => cases),
    [[caseWith('process', 300)]],
  )
})

test('the other type of queue is another measurement', () => {
  const classic = { ...caseWith('process', 300), queueType: /** @type {const} */ ('classic') }
  const [run] = mergeReports(reportOf([classic], []), previous).earlier ?? []
  assert.deepEqual(run?.cases, previous.cases)
})

test('targets are judged on all that there is', () => {
  const both = caseOf('end', [lineOf('arq', { cpuMicrosPerJob: 1 })])
  const kept = caseOf('enqueue', [lineOf('arq', { cpuMicrosPerJob: 10 })])
  const merged = mergeReports(reportOf([both], []), reportOf([kept], []))
  const target = merged.targets.find(({ title }) => title === 'Enqueue, CPU of the client (quorum)')
  assert.equal(target?.verdict, 'reached')
})

test('results that are written keep earlier ones, figures that could not be told included', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'arq-bench-test-'))
  t.after(() => rm(dir, { recursive: true }))
  const untold = caseOf('delay', [lineOf('arq', { early: 0, writesPerJob: Number.NaN })])
  await writeResults(reportOf([untold], []), dir)
  await writeResults(reportOf([caseWith('process', 300)], []), dir)

  const markdown = await readFile(join(dir, 'RESULTS.md'), 'utf8')
  assert.match(markdown, /## Case process, .*measured in another run.*## Case delay, .* – \|/s)
  assert.match(await readFile(join(dir, 'RESULTS.json'), 'utf8'), /"writesPerJob"/)
})
