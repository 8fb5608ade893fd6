import assert from 'node:assert/strict'
import { test } from 'node:test'

import { summarizeCase } from '../src/report/summarize.js'

const settings = { warmUp: 0, jobs: 1, results: /** @type {const} */ ('none') }
const raw = { id: 'raw', title: 'amqplib', contestant: /** @type {const} */ ('raw') }
const arq = { id: 'arq', title: 'arq', contestant: /** @type {const} */ ('arq') }
const measured = {
  id: 'enqueue',
  title: 'Enqueue',
  queueType: /** @type {const} */ ('quorum'),
  rounds: 2,
  lines: [
    { ...raw, against: [], settings },
    { ...arq, against: ['raw', 'bullmq'], settings },
  ],
}
const values = (/** @type {number} */ rate, /** @type {number} */ cpu) => ({
  jobsPerSecond: rate,
  cpuMicrosPerJob: cpu,
})

test('each line has the spread of its rounds and its ratios to the lines that ran', () => {
  const rounds = new Map([
    ['raw', [values(100, 10), values(200, 20)]],
    ['arq', [values(150, 5), values(100, 30)]],
  ])
  const [first, second] = summarizeCase('enqueue', measured, rounds).lines
  assert.deepEqual(first?.ratios, {})
  assert.deepEqual(first?.values['jobsPerSecond'], { median: 150, min: 100, max: 200 })
  // Of 1.5 and 0.5, and of 0.5 and 1.5; BullMQ did not run.
  assert.deepEqual(second?.ratios, { raw: { jobsPerSecond: 1, cpuMicrosPerJob: 1 } })
  assert.deepEqual(second?.rounds, rounds.get('arq'))
})

test('a line that did not run is left out', () => {
  const rounds = new Map([['arq', [values(1, 1)]]])
  const { lines } = summarizeCase('enqueue', measured, rounds)
  assert.deepEqual(
    lines.map(({ id }) => id),
    ['arq'],
  )
})
