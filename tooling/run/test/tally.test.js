import assert from 'node:assert/strict'
import { test } from 'node:test'

import { describe, Tally } from '../src/tally.js'

const failure = { name: 'is right', message: 'it is wrong' }

test('adds up', () => {
  const tally = new Tally()
  tally.add({ passed: 2, skipped: 1, failures: [] })
  assert.ok(tally.isGreen)
  tally.add({ passed: 3, skipped: 0, failures: [failure] })
  assert.equal(tally.line, '5 passed, 1 failed, 1 skipped')
  assert.equal(tally.isGreen, false)
  assert.deepEqual(tally.failures, [failure])
})

test('is not green when nothing ran', () => {
  const tally = new Tally()
  assert.equal(tally.isGreen, false)
  tally.add({ passed: 0, skipped: 4, failures: [] })
  assert.equal(tally.isGreen, false)
  assert.equal(tally.line, '0 passed, 0 failed, 4 skipped')
})

test('describes a step without what did not occur', () => {
  assert.equal(describe({ passed: 2, skipped: 0, failures: [] }), '2 passed')
  assert.equal(
    describe({ passed: 2, skipped: 1, failures: [failure] }),
    '2 passed, 1 failed, 1 skipped',
  )
})
