import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'

import { countJest } from '../src/jest-results.js'

const ROOT = join('/', 'repository')
const file = (/** @type {string} */ name) => join(ROOT, 'packages', 'core', 'test', name)

test('counts what passed, was skipped, and is still to do', () => {
  const counts = countJest(
    { numPassedTests: 5, numPendingTests: 2, numTodoTests: 1, testResults: [] },
    ROOT,
  )
  assert.deepEqual(counts, { passed: 5, skipped: 3, failures: [] })
})

test('names each test that failed', () => {
  const { failures } = countJest(
    {
      numPassedTests: 1,
      numPendingTests: 0,
      numTodoTests: 0,
      testResults: [
        {
          name: file('a.test.ts'),
          status: 'failed',
          message: '',
          assertionResults: [
            { fullName: 'job is done', status: 'passed', failureMessages: [] },
            { fullName: 'job is lost', status: 'failed', failureMessages: ['it was lost'] },
          ],
        },
      ],
    },
    ROOT,
  )
  const name = `${join('packages', 'core', 'test', 'a.test.ts')}: job is lost`
  assert.deepEqual(failures, [{ name, message: 'it was lost' }])
})

test('counts a file that crashed as one failure', () => {
  const { failures } = countJest(
    {
      numPassedTests: 0,
      numPendingTests: 0,
      numTodoTests: 0,
      testResults: [
        {
          name: file('b.test.ts'),
          status: 'failed',
          message: 'Cannot find module',
          assertionResults: [],
        },
      ],
    },
    ROOT,
  )
  const name = join('packages', 'core', 'test', 'b.test.ts')
  assert.deepEqual(failures, [{ name, message: 'Cannot find module' }])
})
