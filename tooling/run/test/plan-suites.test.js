import assert from 'node:assert/strict'
import { test } from 'node:test'

import { planSuites } from '../src/plan-suites.js'
import { suiteName } from '../src/suites.js'
import { workspacePackages } from '../src/workspace.js'
import { temporaryFolder } from './temporary-folder.js'

const FILES = {
  'packages/core/package.json': '{ "name": "@arq/core" }',
  'packages/core/jest.config.js': '',
  'packages/core/test/one.test.ts': '',
  'packages/worker/package.json': '{ "name": "@arq/worker" }',
  'packages/worker/jest.config.js': '',
  'packages/worker/jest.integration.config.js': '',
  'packages/worker/jest.cluster.config.js': '',
  'packages/worker/test/one.test.ts': '',
  'packages/worker/test/deep/two.test.ts': '',
  'packages/worker/test/integration/three.integration.test.ts': '',
  'packages/worker/test/cluster/four.cluster.test.ts': '',
}
const NODE = { path: '/opt/node-22/bin/node', version: '22.23.3' }

/**
 * @param {import('node:test').TestContext} t
 * @param {readonly import('../src/test-options.js').TestKind[]} kinds
 * @param {readonly import('../src/other-nodes.js').OtherNode[]} [nodes]
 */
function planned(t, kinds, nodes = []) {
  const packages = workspacePackages(temporaryFolder(t, FILES))
  const { unit, sharing, alone } = planSuites(packages, new Set(kinds), nodes)
  return [unit, sharing, alone].map((suites) => suites.map(suiteName))
}

test('a suite of many files begins before one of few', (t) => {
  const [unit] = planned(t, ['unit', 'integration'])
  assert.deepEqual(unit, ['unit @arq/worker', 'unit @arq/core'])
})

test('each kind brings its suites, and no other', (t) => {
  assert.deepEqual(planned(t, ['checks']), [[], [], []])
  assert.deepEqual(planned(t, ['integration']), [[], ['integration @arq/worker'], []])
  assert.deepEqual(planned(t, ['rabbitmq-4', 'cluster']), [
    [],
    ['integration worker on RabbitMQ 4.0.5'],
    ['cluster @arq/worker'],
  ])
})

test('another Node runs suites again that are run already', (t) => {
  assert.deepEqual(planned(t, ['unit', 'node'], [NODE]), [
    [
      'unit @arq/worker',
      'unit worker on Node 22.23.3',
      'unit @arq/core',
      'unit core on Node 22.23.3',
    ],
    ['integration worker on Node 22.23.3'],
    [],
  ])
})
