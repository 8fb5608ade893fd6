import assert from 'node:assert/strict'
import { test } from 'node:test'

import { withCrash, withVariant } from '../src/run-suite.js'

/** @type {import('../src/suites.js').Suite} */
const suite = {
  kind: 'unit',
  runner: 'jest',
  package: {
    name: '@arq/core',
    group: 'packages',
    folder: 'packages/core',
    dir: '/',
    services: [],
  },
  services: [],
  files: [],
}
const failure = { name: 'a', message: 'b' }

test('believes a runner that ended well, or that named what failed', () => {
  const good = { passed: 1, skipped: 0, failures: [] }
  const bad = { passed: 1, skipped: 0, failures: [failure] }
  assert.equal(withCrash(good, suite, 0, ''), good)
  assert.equal(withCrash(bad, suite, 1, ''), bad)
})

test('counts a runner that left no results as failed', () => {
  const { failures } = withCrash(undefined, suite, 134, 'out of memory')
  assert.equal(failures.length, 1)
  assert.equal(failures[0]?.name, '@arq/core unit')
  assert.match(failures[0].message, /jest ended with 134\nout of memory/)
})

test('counts a runner that failed although all tests passed as failed', () => {
  const { passed, failures } = withCrash({ passed: 3, skipped: 0, failures: [] }, suite, 1, '')
  assert.equal(passed, 3)
  assert.equal(failures.length, 1)
})

test('says of a failure on what it was, where that is not the usual', () => {
  const counts = { passed: 1, skipped: 2, failures: [failure] }
  assert.equal(withVariant(counts, suite), counts)
  assert.deepEqual(withVariant(counts, { ...suite, variant: 'RabbitMQ 4.0.5' }), {
    ...counts,
    failures: [{ name: 'a (RabbitMQ 4.0.5)', message: 'b' }],
  })
})
