import assert from 'node:assert/strict'
import { test } from 'node:test'

import { renderChart } from '../src/report/chart.js'
import { caseOf, lineOf } from './sample-report.js'

/** @param {string} svg @param {string} contestant */
const widths = (svg, contestant) =>
  [...svg.matchAll(new RegExp(`<rect class="${contestant}" [^>]*width="(\\d+)"`, 'g'))].map(
    ([, width]) => Number(width),
  )

test('bars are as long as their share of the longest of their case', () => {
  const svg = renderChart([
    caseOf('a', [
      lineOf('raw', { jobsPerSecond: 1000, cpuMicrosPerJob: 40 }),
      lineOf('arq', { jobsPerSecond: 2000, cpuMicrosPerJob: 10 }),
    ]),
    caseOf('b', [lineOf('bullmq', { jobsPerSecond: 1, cpuMicrosPerJob: 1 })]),
  ])
  const [longest] = widths(svg, 'bullmq')
  assert.ok(longest !== undefined && longest > 100)
  assert.deepEqual(widths(svg, 'raw'), [longest / 2, longest])
  assert.deepEqual(widths(svg, 'arq'), [longest, Math.round(longest / 4)])
  assert.match(svg, />2,000<\/text>/)
})

test('cases without a rate and a CPU figure are left out', () => {
  const untold = { jobsPerSecond: Number.NaN, cpuMicrosPerJob: 3 }
  const svg = renderChart([
    caseOf('memory', [lineOf('arq', { rssGrowthMb: 3 })]),
    caseOf('delay', [lineOf('arq', untold)]),
  ])
  assert.doesNotMatch(svg, /Case|NaN/)
})

test('titles cannot break out of the drawing', () => {
  const figures = { jobsPerSecond: 1, cpuMicrosPerJob: 1 }
  const svg = renderChart([caseOf('a', [lineOf('arq', figures, { title: 'a < b & c' })])])
  assert.match(svg, />a &lt; b &amp; c<\/text>/)
})

test('there are colours for light and for dark', () => {
  const svg = renderChart([])
  assert.match(svg, /prefers-color-scheme: dark/)
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 960 \d+"/)
})
