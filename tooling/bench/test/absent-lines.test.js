import assert from 'node:assert/strict'
import { test } from 'node:test'

import { leaveOutAbsent } from '../src/absent-lines.js'
import { renderMarkdown, renderText } from '../src/report/render-report.js'
import { planCases } from '../src/run-cases.js'
import { scenarioOf } from '../src/scenarios/index.js'
import { caseOf, lineOf, reportOf } from './sample-report.js'

const options = {
  ...{
    rounds: 1,
    jobs: 1,
    isQuick: true,
    size: 1,
    wires: [],
    wantsHelp: false,
    isProfiling: false,
    lines: [],
  },
  ...{ jsonFile: undefined, writesResults: false, builds: false },
  queueTypes: /** @type {const} */ (['quorum']),
  scenarios: [scenarioOf('process')],
}

test('a line that cannot run is left out and named with the reason', async () => {
  /** @type {string[]} */
  const said = []
  const reason = 'needs Java'
  const contestants = { 'perf-test': { whyAbsent: async () => reason } }
  const [left] = await leaveOutAbsent(planCases(options), (line) => said.push(line), contestants)
  const { lines = [], absent = [] } = left?.case ?? {}
  assert.equal(lines.length + absent.length, planCases(options)[0]?.case.lines.length)
  assert.ok(lines.every(({ contestant }) => contestant !== 'perf-test'))
  assert.equal(absent.length, 2)
  assert.equal(said.length, 2)
  assert.match(said[0] ?? '', /^not run: RabbitMQ's PerfTest, .*: needs Java$/)
})

test('only the lines whose settings a contestant does not know are left out', async () => {
  const contestants = {
    arq: {
      whyAbsent: async (/** @type {import('../src/contract.d.ts').LineSettings} */ { layout }) =>
        layout && `no ${layout}`,
    },
  }
  const [left] = await leaveOutAbsent(planCases(options), () => undefined, contestants)
  assert.deepEqual(
    left?.case.absent?.map(({ reason }) => reason),
    ['no python'],
  )
})

test('the results name what did not run, in text and in Markdown', () => {
  const absent = [{ title: 'PerfTest', reason: 'needs Java' }]
  const found = { ...caseOf('process', [lineOf('arq', { jobsPerSecond: 1 })]), absent }
  const report = reportOf([found], [])
  assert.match(renderText(report), /^Not run: PerfTest: needs Java$/m)
  assert.match(renderMarkdown(report), /^- Not run: PerfTest: needs Java$/m)
})
