import assert from 'node:assert/strict'
import { test } from 'node:test'

import { contentProblems } from '../src/tarball-contents.js'

const GOOD = {
  'package.json': '{}',
  'README.md': '# it',
  LICENSE: 'MIT',
  'dist/deep/a.js': 'export {}\n//# sourceMappingURL=a.js.map',
  'dist/deep/a.js.map': '{ "sources": ["../../src/deep/a.ts"] }',
  'src/deep/a.ts': 'export {}',
}

/** @param {Readonly<Record<string, string | undefined>>} changes */
function problemsWith(changes) {
  const files = Object.entries({ ...GOOD, ...changes })
  return contentProblems(new Map(files.flatMap(([path, text]) => (text ? [[path, text]] : []))))
}

test('finds nothing wrong with a whole package', () => {
  assert.deepEqual(problemsWith({}), [])
})

test('misses licence and README', () => {
  assert.deepEqual(problemsWith({ LICENSE: undefined, 'README.md': undefined }), [
    'README.md is missing',
    'LICENSE is missing',
  ])
})

test('misses what is bundled', () => {
  const manifest = { 'package.json': '{ "arq": { "bundled": ["page"] } }' }
  assert.deepEqual(problemsWith({ ...manifest, 'dist/page/index.html': '<p>' }), [])
  assert.deepEqual(problemsWith({ ...manifest, 'dist/page-1.js': '1' }), [
    'dist/page/ is empty: what is bundled there is missing',
  ])
})

test('refuses tests and settings of tools', () => {
  for (const path of [
    'test/a.ts',
    'src/a.test.ts',
    'tsconfig.json',
    'dist/x.tsbuildinfo',
    '.env',
  ]) {
    assert.deepEqual(problemsWith({ [path]: 'text' }), [`${path}: not for users`])
  }
})

test('takes what a made project begins with, but for what npm leaves out', () => {
  const path = 'templates/plain'
  assert.deepEqual(
    problemsWith({ [`${path}/test/a.test.ts`]: '1', [`${path}/tsconfig.json`]: '{}' }),
    [],
  )
  for (const lost of [`${path}/.gitignore`, `${path}/node_modules/a.js`]) {
    assert.deepEqual(problemsWith({ [lost]: 'text' }), [`${lost}: not for users`])
  }
})

test('follows source maps', () => {
  assert.match(problemsWith({ 'src/deep/a.ts': undefined }).join(), /leads to .*src\/deep\/a\.ts/)
  assert.match(problemsWith({ 'dist/deep/a.js.map': undefined }).join(), /leads to a\.js\.map/)
  const inlined = '{ "sources": ["../nowhere.ts"], "sourcesContent": ["export {}"] }'
  assert.deepEqual(problemsWith({ 'dist/deep/a.js.map': inlined }), [])
})
