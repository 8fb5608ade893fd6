import assert from 'node:assert/strict'
import { test } from 'node:test'

import { judgeSignals } from '../src/kinds/signals/judge.js'
import { historyOf, noteOf } from './sample-history.js'

const JOB = { signal: { timeoutMs: 2000 } }
const waits = noteOf('waits')
const given = (/** @type {string} */ payload) => noteOf('signalled', payload)
const told = (/** @type {string} */ payload, /** @type {string} */ answer, at = 1200) =>
  noteOf('answered', { payload, answer }, { at })
const got = (/** @type {string} */ value, more = {}) => noteOf('got', value, { at: 1250, ...more })

/** @param {string} outcome @param {import('../src/contract.d.ts').Noted[]} notes */
const judged = (outcome, ...notes) =>
  judgeSignals(historyOf(JOB, { got: outcome, notes: [waits, ...notes] }))

test('the first signal is what the job is given, and the second is told so', () => {
  const notes = [given('a'), told('a', 'accepted'), given('b'), told('b', 'already'), got('a')]
  assert.deepEqual(judged('a', ...notes), [])
})

test('a signal that was accepted and is lost is wrong', () => {
  const late = got('timed out', { at: 3200 })
  assert.deepEqual(judged('timed out', given('a'), told('a', 'accepted'), late), [
    'the signal a was told: accepted; the job was given timed out',
  ])
})

test('two signals that were both told to be the first are wrong', () => {
  const notes = [given('a'), told('a', 'accepted'), given('b'), told('b', 'accepted'), got('b')]
  assert.deepEqual(judged('b', ...notes), [
    '2 signals were told that they are the first',
    'the signal a was told: accepted; the job was given b',
  ])
})

test('a later try that is given another signal is wrong', () => {
  const notes = [given('a'), given('b'), got('a'), got('b', { jobTry: 2 })]
  assert.deepEqual(judged('b', ...notes), ['its runs were given a and b'])
})

test('a job that goes on twice for one signal is wrong, unless its worker was killed', () => {
  const notes = [waits, given('a'), told('a', 'accepted'), got('a'), got('a')]
  const seen = { got: 'a', notes }
  assert.deepEqual(judgeSignals(historyOf(JOB, seen)), [
    'it went on 2 times in one try, and 0 of its workers were killed',
  ])
  assert.deepEqual(judgeSignals(historyOf(JOB, { ...seen, crashes: 1 })), [])
  assert.deepEqual(judgeSignals(historyOf(JOB, { ...seen, onlyKills: false })), [])
})

test('a wait ends in vain when its time is up, and not before', () => {
  assert.deepEqual(judged('timed out', got('timed out', { at: 3200 })), [])
  assert.deepEqual(judged('timed out', got('timed out', { at: 2000 })), [
    'it waited 900 ms, of 2000 ms',
  ])
})

test('a payload that nobody has said is wrong, and so is an answer that does not fit', () => {
  assert.deepEqual(judged('x', got('x')), ['it was given x, which nobody has said'])
  assert.deepEqual(judged('a', given('a'), got('a'), given('b'), told('b', 'timedOut')), [
    'the signal b was told: timedOut; the job was given a',
  ])
  assert.deepEqual(judged('a', given('a'), got('a'), given('b'), told('b', 'ended', 1149)), [
    'the signal b was told: ended; the job was given a',
  ])
})
