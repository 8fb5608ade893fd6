import assert from 'node:assert/strict'
import { test } from 'node:test'

import { countWrites, isComplete } from '../src/measure/queue-writes.js'

/**
 * 100 jobs: 60 by a bucket, of which 10 by a second, and 40 directly to the due queue.
 * @param {{ moved?: number, arrived?: number }} [more]
 */
const queuesAfter = ({ moved = 110, arrived = 100 } = {}) => [
  { name: 'work', message_stats: { publish: arrived, ack: arrived } },
  { name: 'work.dlq' },
  { name: 'arq.delay.due', message_stats: { publish: 40, ack: moved } },
  { name: 'arq.delay.b.2000', message_stats: { publish: 60 } },
  { name: 'arq.delay.b.250', message_stats: { publish: 10 } },
]

test('what goes into a bucket is written twice: there, and by the broker into the due queue', () => {
  const { writes, letters } = countWrites(queuesAfter(), 'work')
  assert.equal(writes, 100 + 40 + 2 * 60 + 2 * 10)
  assert.equal(letters, 40 + 60 + 10)
})

test('figures are complete when every job arrived and every letter was moved on', () => {
  const isTold = (/** @type {Parameters<typeof queuesAfter>[0]} */ more) =>
    isComplete(countWrites(queuesAfter(more), 'work'), 100)
  assert.equal(isTold({}), true)
  assert.equal(isTold({ moved: 109 }), false)
  assert.equal(isTold({ arrived: 99 }), false)
  assert.equal(isComplete(countWrites([], 'work'), 100), false)
})

test('without delays a job is written once, and there is nothing to be moved', () => {
  const queues = [{ name: 'work', message_stats: { publish: 100 } }, { name: 'arq.delay.due' }]
  const figures = countWrites(queues, 'work')
  assert.equal(figures.writes, 100)
  assert.equal(isComplete(figures, 100), true)
})
