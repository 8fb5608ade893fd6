import assert from 'node:assert/strict'
import { test } from 'node:test'

import { keepInFlight } from '../src/measure/in-flight.js'

test('sends each job once and never more at a time than it may', async () => {
  /** @type {number[]} */
  const sent = []
  let unanswered = 0
  let most = 0
  await keepInFlight({ from: 5, count: 10, width: 3 }, (sequence, done) => {
    sent.push(sequence)
    unanswered += 1
    most = Math.max(most, unanswered)
    setImmediate(() => {
      unanswered -= 1
      done()
    })
  })
  assert.deepEqual(
    sent,
    Array.from({ length: 10 }, (_, index) => index + 5),
  )
  assert.equal(most, 3)
  assert.equal(unanswered, 0)
})

test('rejects with the first error, and is done at once when there is nothing to send', async () => {
  const refused = keepInFlight({ from: 0, count: 2, width: 1 }, (_, done) => done(new Error('no')))
  await assert.rejects(refused, /no/)
  await keepInFlight({ from: 0, count: 0, width: 1 }, () => assert.fail('nothing to send'))
})
