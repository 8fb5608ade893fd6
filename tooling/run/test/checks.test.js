import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { otherChecks, runCheck } from '../src/checks.js'
import { Children } from '../src/children.js'
import { readJson, rootDir } from '../src/repository.js'
import { workspacePackages } from '../src/workspace.js'
import { temporaryFolder } from './temporary-folder.js'

/** Programs of their own, each with its check. */
const ALONE = ['apps/docs']

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

test('installs each package alone in a full run only', (t) => {
  const packages = workspacePackages(temporaryFolder(t, FILES))
  const of = (/** @type {boolean} */ isFull) =>
    otherChecks({ isWhole: true, isFull, packages }).find(({ name }) => name === 'packages')?.args
  assert.deepEqual([of(false), of(true)], [['--together'], []])
})

test('leaves out what users get while working', (t) => {
  const packages = workspacePackages(temporaryFolder(t, FILES))
  const named = otherChecks({ isWhole: true, isQuick: true, packages }).map(({ name }) => name)
  assert.deepEqual(named, [
    'typecheck',
    'typecheck of decorators',
    'typecheck of the page',
    'typecheck of the site',
    'typecheck of tooling',
    'lint',
    'prettier',
    'knip',
  ])
})

test('compiles all packages as few programs, and what is filtered by itself', (t) => {
  const packages = workspacePackages(temporaryFolder(t, FILES))
  const commands = (/** @type {boolean} */ isWhole) =>
    otherChecks({ isWhole, packages })
      .filter(({ name }) => name.startsWith('typecheck'))
      .map(({ tool }) => tool)
  assert.deepEqual(
    commands(true),
    Array.from({ length: 5 }, () => 'typescript'),
  )
  assert.deepEqual(commands(false), ['turbo'])
})

test('every folder of sources and tests is in one of the programs', () => {
  const included = ['all-packages', 'all-tooling'].flatMap((name) => {
    const { include } = readJson(join(rootDir, 'tooling', 'tsconfig', `${name}.json`))
    return include.map((/** @type {string} */ glob) => join('tooling', 'tsconfig', glob))
  })
  const folders = workspacePackages().flatMap(({ dir, group, folder }) => {
    const own = join(dir, 'tsconfig.json')
    if (!existsSync(own) || ALONE.includes(folder)) return []
    const { include } = readJson(own)
    return include.map((/** @type {string} */ name) => [join(group, '*', name), folder])
  })
  for (const [glob, folder] of folders) assert.ok(included.includes(glob), `${folder}: ${glob}`)
})

test('what the program of all packages leaves out is in that of decorators', () => {
  const listOf = (/** @type {string} */ program, /** @type {'include' | 'exclude'} */ list) =>
    readJson(join(rootDir, 'tooling', 'tsconfig', `${program}.json`))[list]
  const included = [
    ...listOf('all-decorators', 'include'),
    ...ALONE.map((folder) => `../../${folder}`),
  ]
  for (const folder of listOf('all-packages', 'exclude')) {
    assert.ok(
      included.some((/** @type {string} */ one) => one.startsWith(folder)),
      folder,
    )
  }
})

test('runs a program of the repository', async () => {
  const check = { name: 'help', tool: 'tooling/run/src/test.js', args: ['--help'] }
  const { isOk, output } = await runCheck(check, new Children(), process.env)
  assert.ok(isOk, output)
  assert.match(output, /--filter/)
})
