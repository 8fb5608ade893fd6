import assert from 'node:assert/strict'
import { test } from 'node:test'

import { besideNewerRabbit, onNewerRabbit } from '../src/newer-rabbit.js'
import { findSuites, suiteName } from '../src/suites.js'
import { choosePackages, workspacePackages } from '../src/workspace.js'
import { temporaryFolder } from './temporary-folder.js'

const FILES = {
  'packages/core/package.json': '{ "name": "@arq/core" }',
  'packages/core/jest.config.js': '',
  'packages/core/test/a.test.ts': '',
  'packages/amqp/package.json': '{ "name": "@arq/amqp", "arq": { "services": ["rabbitmq"] } }',
  'packages/amqp/jest.config.js': '',
  'packages/amqp/jest.integration.config.js': '',
  'packages/amqp/test/integration/b.integration.test.ts': '',
  'packages/amqp/test/integration/deep/c.integration.test.ts': '',
  'packages/amqp/test/integration/rig.ts': '',
  'packages/amqp/jest.cluster.config.js': '',
  'packages/amqp/test/cluster/f.cluster.test.ts': '',
  'packages/amqp/test/cluster/rig.ts': '',
  'packages/no-package/README.md': '',
  'tooling/services/package.json': '{ "name": "@arq/tooling-services" }',
  'tooling/services/test/d.test.js': '',
  'tooling/services/test/fake.js': '',
  'tooling/services/test/integration/e.integration.test.js': '',
  'tooling/services/test/cluster/g.cluster.test.js': '',
  'tooling/tsconfig/package.json': '{ "name": "@arq/tooling-tsconfig" }',
}

test('finds the packages and the servers that they need', (t) => {
  const packages = workspacePackages(temporaryFolder(t, FILES))
  assert.deepEqual(
    packages.map(({ folder, services }) => [folder, services]),
    [
      ['packages/amqp', ['rabbitmq']],
      ['packages/core', ['rabbitmq', 'redis']],
      ['tooling/services', ['rabbitmq', 'redis']],
      ['tooling/tsconfig', ['rabbitmq', 'redis']],
    ],
  )
})

test('finds a package by its name, its short name and its folder', (t) => {
  const packages = workspacePackages(temporaryFolder(t, FILES))
  for (const filter of ['@arq/core', 'core', 'packages/core', 'packages/core/']) {
    assert.deepEqual(
      choosePackages(packages, [filter]).map(({ name }) => name),
      ['@arq/core'],
    )
  }
  assert.equal(choosePackages(packages, []).length, packages.length)
  assert.throws(() => choosePackages(packages, ['nope']), /no package is called nope: .*@arq\/core/)
})

test('finds the tests of each kind, for jest and for Node', (t) => {
  const packages = workspacePackages(temporaryFolder(t, FILES))
  const unit = findSuites(packages, 'unit')
  assert.deepEqual(
    unit.map((suite) => [suiteName(suite), suite.runner]),
    [
      ['unit @arq/amqp', 'jest'],
      ['unit @arq/core', 'jest'],
      ['unit @arq/tooling-services', 'node'],
    ],
  )
  assert.deepEqual(unit[2]?.files, ['test/d.test.js'])

  const integration = findSuites(packages, 'integration')
  assert.deepEqual(
    integration.map(({ files }) => files),
    [
      ['test/integration/b.integration.test.ts', 'test/integration/deep/c.integration.test.ts'],
      ['test/integration/e.integration.test.js'],
    ],
  )
})

test('finds the tests of clusters, which want the newer RabbitMQ', (t) => {
  const packages = workspacePackages(temporaryFolder(t, FILES))
  const suites = besideNewerRabbit(findSuites(packages, 'cluster'))
  assert.deepEqual(
    suites.map(({ files, services, runner }) => [files, services, runner]),
    [
      [['test/cluster/f.cluster.test.ts'], ['rabbitmq@4.0.5'], 'jest'],
      [['test/cluster/g.cluster.test.js'], ['rabbitmq@4.0.5'], 'node'],
    ],
  )
})

test('runs what uses RabbitMQ once more on the newer one, beside the usual other servers', (t) => {
  const packages = workspacePackages(temporaryFolder(t, FILES))
  const suites = findSuites(packages, 'integration')
  const redisOnly = suites.map((suite) => ({ ...suite, services: ['redis'] }))
  const again = onNewerRabbit([...suites, ...redisOnly])
  assert.deepEqual(
    again.map((suite) => [suiteName(suite), suite.services]),
    [
      ['integration amqp on RabbitMQ 4.0.5', ['rabbitmq@4.0.5']],
      ['integration services on RabbitMQ 4.0.5', ['rabbitmq@4.0.5', 'redis']],
    ],
  )
})
