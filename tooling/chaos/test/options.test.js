import assert from 'node:assert/strict'
import { test } from 'node:test'

import { FEATURE_KINDS } from '../src/kinds/kinds.js'
import { HELP, parseOptions } from '../src/options.js'
import { FAULT_KINDS } from '../src/plan/fault-plan.js'

test('without arguments it is one run of three minutes under all faults with a new seed', () => {
  const options = parseOptions([], () => 4711)
  assert.deepEqual(options.seeds, [4711])
  assert.equal(options.seconds, 180)
  assert.equal(options.jobs, 24_000)
  assert.deepEqual([options.workers, options.clients], [3, 2])
  assert.deepEqual(options.faults, FAULT_KINDS)
  assert.equal(options.writes, false)
  assert.equal(options.store, 'degrade')
})

test('a longer run has as many more jobs', () => {
  const { seconds, jobs } = parseOptions(['--minutes', '10'])
  assert.deepEqual([seconds, jobs], [600, 80_000])
  assert.equal(parseOptions(['--seconds', '30']).jobs, 4000)
  assert.throws(() => parseOptions(['--minutes', '1', '--seconds', '5']), /not both/)
})

test('seeds are counted from 1, or from the one that is named', () => {
  assert.deepEqual(parseOptions(['--seeds', '3']).seeds, [1, 2, 3])
  assert.deepEqual(parseOptions(['--seed', '7', '--seeds', '2']).seeds, [7, 8])
  assert.deepEqual(parseOptions(['--seed', '7']).seeds, [7])
})

test('faults are none, all or those that are named', () => {
  assert.deepEqual(parseOptions(['--faults', 'none']).faults, [])
  assert.deepEqual(parseOptions(['--faults', 'all']).faults, FAULT_KINDS)
  assert.deepEqual(parseOptions(['--faults', 'redis,oom']).faults, ['redis', 'oom'])
})

test('--store says where results are kept, and what workers do without it', () => {
  const stored = (/** @type {string[]} */ ...args) => {
    const { results, store } = parseOptions(args)
    return [results, store]
  }
  assert.deepEqual(stored(), ['redis', 'degrade'])
  assert.deepEqual(stored('--store', 'refuse'), ['redis', 'refuse'])
  assert.deepEqual(stored('--store', 'postgresql'), ['postgresql', 'degrade'])
  assert.deepEqual(stored('--store', 'postgresql,mixed'), ['postgresql', 'mixed'])
})

test('--quick is small, and what is said beside it wins', () => {
  const { jobs, seconds } = parseOptions(['--quick', '--jobs', '500'])
  assert.equal(jobs, 500)
  assert.ok(seconds <= 20)
})

test('wrong values are refused with what would be right', () => {
  assert.throws(() => parseOptions(['--faults', 'redi']), /none, all, or of kill.*not redi/)
  assert.throws(() => parseOptions(['--jobs', '0']), /--jobs takes a whole number above 0/)
  assert.throws(() => parseOptions(['--seed', 'x']), /--seed .* not x/)
  assert.throws(
    () => parseOptions(['--store', 'none']),
    /redis, postgresql, degrade, refuse, mixed; not none/,
  )
  assert.throws(() => parseOptions(['--sed', '1']), /--sed/)
})

test('the help names every option, every fault and every kind of a feature', () => {
  const options = [
    'seed',
    'seeds',
    'jobs',
    'minutes',
    'seconds',
    'write',
    'faults',
    'calm',
    'workers',
    'clients',
    'store',
  ]
  for (const option of [...options, 'drain', 'quick', 'json', 'no-build', 'help']) {
    assert.ok(HELP.includes(`--${option}`), option)
  }
  for (const kind of [...FAULT_KINDS, ...FEATURE_KINDS])
    assert.match(HELP, new RegExp(`^ +${kind} `, 'm'))
})
