import assert from 'node:assert/strict'
import { test } from 'node:test'

import { judgeEncrypted } from '../src/kinds/encrypted/judge.js'
import { keysOfWorker } from '../src/kinds/encrypted/plan.js'
import { messageOf, recordOf } from './sample-evidence.js'
import { historyOf, noteOf } from './sample-history.js'

const JOB = { keyId: 'new', secret: 's' }
const notes = [noteOf('has keys', ['old', 'new'])]

test('a secret that came back, and was read by those who have its key, is right', () => {
  assert.deepEqual(judgeEncrypted(historyOf(JOB, { got: 's', notes })), [])
})

test('another secret, or a placeholder in its place, is wrong', () => {
  const got = 'encrypted (key new)'
  assert.deepEqual(judgeEncrypted(historyOf(JOB, { got, notes })), [
    'its secret came back as "encrypted (key new)"',
  ])
})

test('a worker that has not the key and ran it is wrong', () => {
  const keyless = [noteOf('has keys', ['old'])]
  assert.deepEqual(judgeEncrypted(historyOf(JOB, { got: 's', notes: keyless })), [
    'it was run by worker-0.1, which has not the key new',
  ])
})

test('a secret that can be read in the store or in a queue is wrong', () => {
  const history = historyOf(JOB, { got: 's', notes })
  const record = recordOf(history.job, { result: { got: 's' }, showsSecret: true })
  const messages = [{ ...messageOf('chaos.dlq', 'job-0'), showsSecret: true }]
  assert.deepEqual(judgeEncrypted({ ...history, record, messages }), [
    'its secret can be read in the store',
    'its secret can be read in a queue',
  ])
})

test('of all workers the last one gets the new key late', () => {
  assert.deepEqual(keysOfWorker({ isLast: false, share: 0 }), ['old', 'new'])
  assert.deepEqual(keysOfWorker({ isLast: true, share: 0.7 }), ['old'])
  assert.deepEqual(keysOfWorker({ isLast: true, share: 0.8 }), ['old', 'new'])
})
