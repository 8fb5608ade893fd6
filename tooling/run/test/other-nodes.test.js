import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Children } from '../src/children.js'
import { findNode, onNode, versionsToTry } from '../src/other-nodes.js'
import { suiteName } from '../src/suites.js'

const NODE = { path: '/opt/node-22/bin/node', version: '22.23.3' }

test('the versions that we promise are tried, but for the one that runs already', () => {
  assert.deepEqual(versionsToTry([], '20.20.2'), ['20.19.0', '22', '24'])
  assert.deepEqual(versionsToTry([], '20.19.0'), ['22', '24'])
  assert.deepEqual(versionsToTry([], '24.21.0'), ['20.19.0', '22'])
  assert.deepEqual(versionsToTry([], '26.1.0'), ['20.19.0', '22', '24'])
})

test('a version that somebody names is tried in any case', () => {
  assert.deepEqual(versionsToTry(['24'], '24.21.0'), ['24'])
})

/**
 * @param {import('../src/suites.js').SuiteKind} kind
 * @param {string} folder
 * @returns {import('../src/suites.js').Suite}
 */
function suiteOf(kind, folder) {
  const place = { name: folder, group: 'packages', folder, dir: '', services: [] }
  return { kind, runner: 'jest', package: place, services: [], files: [] }
}

test('another Node runs all unit tests, and integration tests of what uses sockets', () => {
  const suites = onNode(
    [
      suiteOf('unit', 'packages/core'),
      suiteOf('integration', 'packages/worker'),
      suiteOf('integration', 'apps/examples'),
    ],
    NODE,
  )
  assert.deepEqual(
    suites.map((suite) => [suiteName(suite), suite.nodePath]),
    [
      ['unit core on Node 22.23.3', NODE.path],
      ['integration worker on Node 22.23.3', NODE.path],
    ],
  )
})

/** @param {string} output of npx */
function npxThatPrints(output) {
  const children = new Children()
  children.run = () => Promise.resolve({ code: 0, output })
  return children
}

test('a Node is found in what npx prints, whatever it prints before', async () => {
  const children = npxThatPrints(`npm warn something\n${NODE.path}|22.23.3\n`)
  assert.deepEqual(await findNode('22', children), NODE)
})

test('another version than was asked for is refused: nothing was proved then', async () => {
  const children = npxThatPrints(`${process.execPath}|20.20.2\n`)
  await assert.rejects(findNode('22', children), /node@22 brought another one/)
})
