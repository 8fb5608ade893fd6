import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { loadProblems } from '../src/load.js'

/**
 * A project with a package in it that has this source.
 * @param {import('node:test').TestContext} t
 * @param {string} source
 */
function projectWith(t, source) {
  const project = mkdtempSync(join(tmpdir(), 'arq-load-test-'))
  t.after(() => rmSync(project, { recursive: true, force: true }))
  const folder = join(project, 'node_modules', 'it')
  mkdirSync(folder, { recursive: true })
  const exports = { '.': './index.js' }
  const manifest = { name: 'it', version: '1.0.0', description: '', type: 'module', exports }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  writeFileSync(join(folder, 'index.js'), source)
  return { project, published: { name: 'it', folder: 'it', dir: folder, manifest } }
}

test('takes a package that import and require can load', async (t) => {
  const { project, published } = projectWith(t, 'export const a = 1')
  assert.deepEqual(await loadProblems(published, project), [])
})

test('says why a package does not load', async (t) => {
  const absent = projectWith(t, "import 'not-installed'\nexport const a = 1")
  const [problem = ''] = await loadProblems(absent.published, absent.project)
  assert.match(problem, /^it in a project of arq-load-test-\S+: Error .*'not-installed'/)
})

test('refuses what cannot be required, and what exports nothing', async (t) => {
  const waiting = projectWith(t, 'export const a = await 1')
  const [first = ''] = await loadProblems(waiting.published, waiting.project)
  assert.match(first, /await/)
  const empty = projectWith(t, 'export {}')
  const [second = ''] = await loadProblems(empty.published, empty.project)
  assert.match(second, /it exports nothing/)
})
