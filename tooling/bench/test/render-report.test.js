import assert from 'node:assert/strict'
import { test } from 'node:test'

import { renderMarkdown, renderText } from '../src/report/render-report.js'
import { caseOf, lineOf, reportOf } from './sample-report.js'

const enqueue = caseOf('enqueue', [
  lineOf('raw', { jobsPerSecond: 12_345.6, cpuMicrosPerJob: 20 }),
  lineOf(
    'arq',
    { jobsPerSecond: 24_691.2, cpuMicrosPerJob: 10 },
    { ratios: { raw: { jobsPerSecond: 2, cpuMicrosPerJob: 0.5 } } },
  ),
])
const reached = {
  title: 'fast',
  wanted: '≥ 1',
  got: '2',
  verdict: /** @type {const} */ ('reached'),
}
const open = {
  title: 'slow',
  wanted: '≤ 1',
  got: '–',
  verdict: /** @type {const} */ ('not measured'),
}
const report = reportOf([enqueue], [reached, open])

test('the text says on what it was measured, and shows medians, spreads and ratios', () => {
  const text = renderText(report)
  assert.match(text, /Machine: 2 × a processor, 8 GiB, linux 6/)
  assert.match(text, /Load average before 0\.1, after 1\.5/)
  assert.match(text, /Versions: Node 20\.19\.1, RabbitMQ 3\.10\.8/)
  assert.match(text, /Settings: rounds 5, jobs 20000/)
  assert.match(text, /^raw +12,346 +6,173–24,691 +20\.0 +10\.0–40\.0$/m)
  assert.match(text, /^arq +24,691 .* 2\.00 × +0\.50 ×$/m)
})

test('a machine that was busy before the run is told of', () => {
  const busy = { ...report, load: { before: 2.01, after: 1 } }
  assert.match(renderText(busy), /before 2\.01, after 1\. More than the 2 cores .* measure again/)
  assert.doesNotMatch(renderText({ ...report, load: { before: 2, after: 9 } }), /measure again/)
})

test('details have no column of their spread', () => {
  const delayed = lineOf('arq', { lateP50Ms: 3, writesPerJob: 2.5 })
  assert.match(renderText(reportOf([caseOf('a', [delayed])], [])), /^arq +3 +2–6 +2\.50$/m)
})

test('the text lists the targets that were measured and counts the others', () => {
  const text = renderText(report)
  assert.match(text, /^fast +≥ 1 +2 +reached$/m)
  assert.doesNotMatch(text, /^slow/m)
  assert.match(text, /not measured by this run: 1/)
})

test('a single round has no spread to show', () => {
  const single = lineOf('raw', { jobsPerSecond: 100 }, { rounds: [{ jobsPerSecond: 100 }] })
  assert.doesNotMatch(renderText(reportOf([caseOf('a', [single])], [])), /min–max/)
})

test('the Markdown has all targets, a table per case and the chart', () => {
  const markdown = renderMarkdown(report)
  assert.match(markdown, /^\| fast \| ≥ 1 \| 2 \| reached \|$/m)
  assert.match(markdown, /^\| slow \| ≤ 1 \| – \| not measured \|$/m)
  assert.match(markdown, /^## Case enqueue, quorum queue$/m)
  assert.match(markdown, /^\| {2}\| jobs\/s \| min–max \| client CPU µs\/job \|/m)
  assert.match(markdown, /!\[.*\]\(RESULTS\.svg\)/)
})
