import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { test } from 'node:test'

import { Children } from '../src/children.js'
import { countNode } from '../src/node-results.js'
import { temporaryFolder } from './temporary-folder.js'

const REPORTER = new URL('../src/node-reporter.js', import.meta.url).href

const MIXED = `
  import assert from 'node:assert/strict'
  import { describe, it, test } from 'node:test'
  test('passes', () => undefined)
  test('fails', () => assert.equal(1, 2))
  test('is skipped', { skip: true }, () => undefined)
  test('is still to do', { todo: true }, () => { throw new Error('later') })
  describe('a suite', () => { it('fails inside', () => { throw new Error('inside') }) })
  test('parent', async (t) => { await t.test('child', () => { throw new Error('child') }) })`

test("counts a real run of Node's test runner truly", async (t) => {
  const folder = temporaryFolder(t, {
    'mixed.test.mjs': MIXED,
    'crash.test.mjs': `throw new Error('on load')`,
    'empty.test.mjs': '',
  })
  // A runner inside a test of the same runner would otherwise write in its private format.
  const env = { ...process.env }
  delete env['NODE_TEST_CONTEXT']
  const files = ['mixed.test.mjs', 'crash.test.mjs', 'empty.test.mjs']
  const { code, output } = await new Children().run({
    command: process.execPath,
    args: ['--test', `--test-reporter=${REPORTER}`, ...files],
    cwd: folder,
    env,
  })
  assert.equal(code, 1)

  const lines = output.trim().split('\n')
  const tests = lines.map((line) => JSON.parse(line))
  const { passed, skipped, failures } = countNode(tests, (file) => basename(file))
  assert.equal(passed, 1)
  assert.equal(skipped, 2)
  assert.deepEqual(failures.map(({ name }) => name).sort(), [
    'crash.test.mjs',
    'mixed.test.mjs: child',
    'mixed.test.mjs: fails',
    'mixed.test.mjs: fails inside',
  ])
  assert.match(failures.find(({ name }) => name === 'crash.test.mjs')?.message ?? '', /on load/)
})
