import assert from 'node:assert/strict'
import { test } from 'node:test'

import { HELP, parseOptions } from '../src/options.js'
import { planCases } from '../src/run-cases.js'
import { SCENARIOS, USUAL_SCENARIOS } from '../src/scenarios/index.js'

test('without arguments all is measured that need not be named, five rounds, in both types of queue', () => {
  const options = parseOptions([])
  assert.deepEqual(options.scenarios, USUAL_SCENARIOS)
  assert.equal(options.rounds, 5)
  assert.equal(options.jobs, 40_000)
  assert.deepEqual(options.queueTypes, ['quorum', 'classic'])
  assert.deepEqual(options.wires, [])
})

test('--quick is small, and what is said beside it wins', () => {
  const { rounds, jobs, isQuick } = parseOptions(['--quick', '--rounds', '3'])
  assert.deepEqual({ rounds, isQuick }, { rounds: 3, isQuick: true })
  assert.ok(jobs < 20_000)
})

test('scenarios of scale run only when they are named, one or all', () => {
  const namesOf = (/** @type {string} */ wanted) =>
    parseOptions(['--scenario', wanted]).scenarios.map(({ name }) => name)
  const all = SCENARIOS.map(({ name }) => name).filter((name) => name.startsWith('scale-'))
  assert.equal(all.length, 6)
  assert.ok(USUAL_SCENARIOS.every(({ name }) => !all.includes(name)))
  assert.deepEqual(namesOf('scale'), all)
  assert.deepEqual(namesOf('scale-args,process'), ['scale-args', 'process'])
})

test('a wire is passed on only when one is named', () => {
  assert.deepEqual(parseOptions(['--wire', 'both']).wires, ['fast', 'plain'])
  assert.deepEqual(parseOptions(['--wire', 'plain']).wires, ['plain'])
})

test('single lines are run alone, and an unknown one is told with those there are', () => {
  const linesOf = (/** @type {string} */ line) =>
    planCases(parseOptions(['--scenario', 'process', '--queue-type', 'quorum', '--line', line]))
      .flatMap((planned) => planned.case.lines)
      .map(({ id }) => id)
  assert.deepEqual(linesOf('raw,arq c100'), ['raw', 'arq c100'])
  assert.throws(() => linesOf('arq c1'), /no line is called arq c1; there are .*arq c100/)
  assert.throws(() => parseOptions(['--write', '--line', 'raw']), /--write/)
})

test('the many of a scenario of scale are as many as --size says, beside the same few', () => {
  const countsOf = (/** @type {string[]} */ more) =>
    planCases(parseOptions(['--scenario', 'scale-dlq', '--queue-type', 'quorum', ...more]))
      .flatMap((planned) => planned.case.lines)
      .filter(({ contestant }) => contestant === 'arq')
      .map(({ settings }) => settings.deadLetters)
  assert.deepEqual(countsOf([]), [1000, 500_000])
  assert.deepEqual(countsOf(['--size', '0.1']), [1000, 50_000])
  assert.throws(() => parseOptions(['--size', '2']), /--size takes a number above 0 up to 1/)
  assert.throws(() => parseOptions(['--size', '0']), /--size/)
  assert.throws(() => parseOptions(['--write', '--size', '0.1']), /--write/)
})

test('wrong values are refused with what would be right', () => {
  assert.throws(
    () => parseOptions(['--scenario', 'enqeue']),
    /no scenario is called enqeue.*enqueue/,
  )
  assert.throws(() => parseOptions(['--rounds', '0']), /--rounds takes a whole number above 0/)
  assert.throws(() => parseOptions(['--jobs', 'many']), /--jobs .* not many/)
  assert.throws(() => parseOptions(['--queue-type', 'lazy']), /quorum, classic or both, not lazy/)
  assert.throws(() => parseOptions(['--write', '--quick']), /--write/)
  assert.throws(() => parseOptions(['--rouns', '1']), /--rouns/)
})

test('the help names every scenario and every option', () => {
  for (const { name } of SCENARIOS) assert.ok(HELP.includes(name), name)
  for (const option of [
    'rounds',
    'jobs',
    'queue-type',
    'quick',
    'wire',
    'profile',
    'json',
    'write',
  ]) {
    assert.ok(HELP.includes(`--${option}`), option)
  }
})
