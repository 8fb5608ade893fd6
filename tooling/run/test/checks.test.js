import assert from 'node:assert/strict'
import { test } from 'node:test'

import { otherChecks, runCheck } from '../src/checks.js'
import { Children } from '../src/children.js'
import { workspacePackages } from '../src/workspace.js'
import { temporaryFolder } from './temporary-folder.js'

const FILES = { 'packages/core/package.json': '{ "name": "@arq/core" }' }

test('looks at packed packages only when all are there, at their texts always', (t) => {
  const packages = workspacePackages(temporaryFolder(t, FILES))
  const of = (/** @type {boolean} */ isWhole) => otherChecks({ isWhole, packages })
  const named = (/** @type {boolean} */ isWhole) => of(isWhole).map(({ name }) => name)
  assert.ok(named(true).includes('packages'))
  assert.ok(!named(false).includes('packages'))
  const reports = of(false).find(({ name }) => name === 'API reports')
  assert.deepEqual(reports?.args, ['@arq/core'])
})

test('leaves out what users get while working', (t) => {
  const packages = workspacePackages(temporaryFolder(t, FILES))
  const named = otherChecks({ isWhole: true, isQuick: true, packages }).map(({ name }) => name)
  assert.deepEqual(named, ['typecheck', 'lint', 'prettier', 'knip'])
})

test('runs a program of the repository', async () => {
  const check = { name: 'help', tool: 'tooling/run/src/test.js', args: ['--help'] }
  const { isOk, output } = await runCheck(check, new Children(), process.env)
  assert.ok(isOk, output)
  assert.match(output, /--filter/)
})
