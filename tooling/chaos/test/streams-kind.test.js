import assert from 'node:assert/strict'
import { test } from 'node:test'

import { judgeStreams } from '../src/kinds/streams/judge.js'
import { historyOf, noteOf } from './sample-history.js'

const JOB = { stream: { chunks: 3, pauseMs: 1, messages: 2, messagePauseMs: 1 } }
let ids = 0
const read = (/** @type {string} */ run, /** @type {number} */ index, more = {}) =>
  noteOf('read', { id: `${(ids += 1)}`, missed: 0, chunk: { run, index }, ...more })
const SENT = [0, 1].flatMap((index) => [noteOf('sends', index), noteOf('sent', { index })])
const END = noteOf('read-all')
const LAST = [read('two', 0), read('two', 1), read('two', 2)]

/** @param {{ heard?: number[] }} of @param {import('../src/contract.d.ts').Noted[]} notes */
const judged = ({ heard = [0, 1] }, ...notes) =>
  judgeStreams(historyOf(JOB, { got: { run: 'two', heard }, notes }))

test('what was written before a crash, and all of the last run, is as it should be', () => {
  assert.deepEqual(judged({}, read('one', 0), read('one', 1), ...LAST, ...SENT, END), [])
})

test('a chunk of the last run that is missing is wrong, at its end and in the middle', () => {
  assert.deepEqual(judged({}, ...LAST.slice(0, 2), ...SENT, END), [
    'its reader has 2 chunks of the last run, of 3',
  ])
  const reasons = judged({}, read('two', 0), read('two', 2), ...SENT, END)
  assert.equal(reasons[0], 'its reader was given chunk 2 of two as number 1')
})

test('chunks out of order, and one that comes twice, are wrong', () => {
  const [first, second, third] = LAST
  assert.ok(first && second && third)
  assert.match(
    judged({}, second, first, third, ...SENT, END)[0] ?? '',
    /chunk 1 of two as number 0/,
  )
  assert.match(judged({}, ...LAST, third, ...SENT, END).join(), /given a chunk twice/)
})

test('a hole in a run that was given up is wrong, too', () => {
  const reasons = judged({}, read('one', 0), read('one', 2), ...LAST, ...SENT, END)
  assert.deepEqual(reasons, ['its reader was given chunk 2 of one as number 1'])
})

test('a reader that never ends, or was told that it missed some, is wrong', () => {
  assert.deepEqual(judged({}, ...LAST, ...SENT), ['its reader never came to the end'])
  const behind = [read('two', 0, { missed: 4 }), ...LAST.slice(1)]
  assert.deepEqual(judged({}, ...behind, ...SENT, END), [
    'its reader was told that it missed 4 chunks',
  ])
})

test('a message that is lost, doubled or out of order is wrong', () => {
  assert.deepEqual(judged({ heard: [1] }, ...LAST, ...SENT, END), [
    'its last run never got the message 0',
  ])
  assert.deepEqual(judged({ heard: [0, 0, 1] }, ...LAST, ...SENT, END), [
    'its last run got the message 0 2 times, of 1 calls',
  ])
  assert.deepEqual(judged({ heard: [1, 0] }, ...LAST, ...SENT, END), [
    'its last run got its messages as 1, 0',
  ])
})

test('a message that was sent again after an error may be heard twice', () => {
  assert.deepEqual(judged({ heard: [0, 0, 1] }, ...LAST, noteOf('sends', 0), ...SENT, END), [])
})
