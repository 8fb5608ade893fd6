import assert from 'node:assert/strict'
import { test } from 'node:test'

import { parseTestOptions } from '../src/test-options.js'

test('does everything when nothing is said', () => {
  const { kinds, filters, isVerbose, wantsHelp } = parseTestOptions([])
  assert.deepEqual([...kinds], ['checks', 'unit', 'integration'])
  assert.deepEqual(filters, [])
  assert.equal(isVerbose, false)
  assert.equal(wantsHelp, false)
})

test('takes several packages and kinds', () => {
  const args = ['--filter', 'core', '--filter=client', '--only', 'unit', '--only=checks']
  const { kinds, filters } = parseTestOptions(args)
  assert.deepEqual([...kinds], ['unit', 'checks'])
  assert.deepEqual(filters, ['core', 'client'])
})

test('refuses what it does not know', () => {
  assert.throws(
    () => parseTestOptions(['--only', 'some']),
    /--only takes checks, unit, integration/,
  )
  assert.throws(() => parseTestOptions(['--fast']), /--fast/)
  assert.throws(() => parseTestOptions(['core']), /core/)
})

test('does checks and unit tests while working, and nothing that needs servers', () => {
  const { kinds, isQuick } = parseTestOptions(['--quick'])
  assert.deepEqual([...kinds], ['checks', 'unit'])
  assert.ok(isQuick)
  assert.throws(() => parseTestOptions(['--quick', '--only', 'integration']), /--only takes checks/)
})

test('does more in a full run, and only that when asked', () => {
  const { kinds, isFull } = parseTestOptions(['--full'])
  assert.ok(isFull)
  assert.ok(!parseTestOptions([]).isFull)
  assert.deepEqual([...kinds], ['checks', 'unit', 'integration', 'rabbitmq-4', 'cluster', 'node'])
  const some = parseTestOptions(['--full', '--only', 'rabbitmq-4', '--only', 'cluster'])
  assert.deepEqual([...some.kinds], ['rabbitmq-4', 'cluster'])
})

test('does only what concerns Node when a version is named', () => {
  const { kinds, nodes } = parseTestOptions(['--full', '--node', '22', '--node', '24.18'])
  assert.deepEqual([...kinds], ['node'])
  assert.deepEqual(nodes, ['22', '24.18'])
  assert.throws(() => parseTestOptions(['--node', '22']), /--only takes .*test:full does/)
})

test('says where a kind of test is that npm test does not run', () => {
  assert.throws(() => parseTestOptions(['--only', 'cluster']), /npm run test:full does/)
})
