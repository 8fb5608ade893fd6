import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { rootDir } from '../src/repository.js'

const folder = join(rootDir, '.github', 'workflows')
const read = (/** @type {string} */ name) => readFileSync(join(folder, name), 'utf8')

test('workflows are YAML', () => {
  // prettier parses what it checks, and fails when it cannot.
  const prettier = join(rootDir, 'node_modules', 'prettier', 'bin', 'prettier.cjs')
  const shown = execFileSync(process.execPath, [prettier, '--check', folder], { encoding: 'utf8' })
  assert.match(shown, /All matched files/)
})

test('everything is tested on each Node that is supported', () => {
  const text = read('test.yml')
  assert.match(text, /node: \[20\.19, 22, 24\]/)
  assert.match(text, /- run: npm test$/m)
})

test('a release is tested, and npm signs where it comes from', () => {
  const text = read('release.yml')
  assert.match(text, /needs: test/)
  assert.match(text, /id-token: write/)
  assert.match(text, /NPM_CONFIG_PROVENANCE: true/)
  const [, program = ''] = /publish: node (\S+)/.exec(text) ?? []
  assert.ok(readFileSync(join(rootDir, program), 'utf8').includes('changesets'))
})

test('actions are pinned to a major version', () => {
  const used = ['test.yml', 'release.yml'].flatMap((name) => read(name).match(/uses: .+/g) ?? [])
  for (const line of used) assert.match(line, /uses: (\.\/\S+|[\w-]+\/[\w-]+@v\d+)( #.*)?$/)
  assert.ok(used.length >= 6)
})
