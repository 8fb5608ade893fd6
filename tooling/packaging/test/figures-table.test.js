import assert from 'node:assert/strict'
import { test } from 'node:test'

import { figuresTable } from '../src/figures-table.js'
import { readTable } from '../src/markdown-table.js'

/** @param {string} id @param {number} jobsPerSecond */
const line = (id, jobsPerSecond) => ({
  id,
  values: { jobsPerSecond: { median: jobsPerSecond }, cpuMicrosPerJob: { median: 12.4 } },
})

/** @param {string} id @param {ReturnType<typeof line>[]} lines */
const quorum = (id, lines) => ({ id, queueType: 'quorum', lines })

test('has the best of each row in bold, also where that is not ours', () => {
  const report = {
    cases: [
      quorum('enqueue', [
        line('arq', 30_049),
        line('raw labelled', 20_000),
        line('bullmq', 40_000),
      ]),
    ],
    earlier: [{ cases: [quorum('end-to-end', [line('arq redis', 9000), line('bullmq', 6000)])] }],
  }
  assert.deepEqual(readTable(figuresTable(report, 'en')), [
    [
      'enqueue, confirmed on disk',
      '30,000 jobs/s, 12 µs',
      '20,000 jobs/s, 12 µs',
      '**40,000 jobs/s, 12 µs**',
    ],
    [
      'both in one process, records and results in Redis',
      '**9,000 jobs/s, 12 µs**',
      '–',
      '6,000 jobs/s, 12 µs',
    ],
  ])
})

test('takes what was measured of quorum queues, and compares nothing with itself', () => {
  const classic = { ...quorum('process', [line('arq c100', 1)]), queueType: 'classic' }
  const report = { cases: [classic, quorum('process', [line('arq postgres c100', 20_000)])] }
  assert.deepEqual(readTable(figuresTable(report, 'zh-CN')), [
    ['执行，结果存入 PostgreSQL', '20,000 个/秒, 12 µs', '–', '–'],
  ])
})

test('less is better of a time', () => {
  const timed = (/** @type {string} */ id, /** @type {number} */ ms) => ({
    id,
    values: { startP99Ms: { median: ms } },
  })
  const report = {
    cases: [quorum('latency 500', [])].map((each) => ({
      ...each,
      lines: [timed('arq redis', 2.04), timed('raw', 3)],
    })),
  }
  assert.deepEqual(readTable(figuresTable(report, 'en')), [
    ['due → start at 500 jobs/s, p99', '**2.0 ms**', '3.0 ms', '–'],
  ])
})
