import assert from 'node:assert/strict'
import { test } from 'node:test'

import { describeFailures, inBrief } from '../src/failures.js'

test('leaves out the frames of the test runner', () => {
  const message = [
    'Error: lost',
    '    at Object.<anonymous> (/repository/test/a.test.ts:4:13)',
    '    at call (/repository/node_modules/jest-circus/build/run.js:1:1)',
  ].join('\n')
  const text = describeFailures([{ name: 'a', message }])
  assert.match(text, /a\.test\.ts:4:13/)
  assert.doesNotMatch(text, /jest-circus/)
})

test('shortens what is very long, and says so', () => {
  const message = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n')
  assert.match(describeFailures([{ name: 'a', message }]), /\(40 more lines\)/)
})

test('puts the line that says something beside the name', () => {
  const message = '  ● Test suite failed to run\n\n    Cannot find module x'
  assert.equal(inBrief({ name: 'a', message }), 'a\n      Cannot find module x')
  assert.equal(inBrief({ name: 'a', message: '' }), 'a')
})
