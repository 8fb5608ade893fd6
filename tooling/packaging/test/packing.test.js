import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { consumerManifest } from '../src/consumer-project.js'
import { namesIn } from '../src/dependency-list.js'
import { asMarkdown } from '../src/describe-api.js'
import { firstDifference } from '../src/first-difference.js'
import { readPacked } from '../src/pack.js'
import { withRepository } from '../src/release-manifest.js'
import { removeOrphans, sourceOf } from '../src/remove-orphans.js'
import { entriesOf, publishedPackages, specifierOf } from '../src/repository.js'

test('reads what pnpm packed, one package or many', () => {
  const one = { name: '@arq/core', filename: '/t/core.tgz' }
  assert.deepEqual([...readPacked(JSON.stringify([one]))], [['@arq/core', '/t/core.tgz']])
  assert.deepEqual([...readPacked(JSON.stringify(one))], [['@arq/core', '/t/core.tgz']])
})

test('a project takes every package of ours from this run', () => {
  const tarballs = new Map([
    ['@arq/core', '/t/core.tgz'],
    ['@arq/client', '/t/client.tgz'],
  ])
  const { dependencies, overrides, pnpm } = consumerManifest({
    names: ['@arq/client'],
    tarballs,
    vendors: { valibot: '1.5.0' },
  })
  assert.deepEqual(dependencies, { '@arq/client': 'file:/t/client.tgz', valibot: '1.5.0' })
  assert.deepEqual(overrides, { '@arq/core': 'file:/t/core.tgz' })
  assert.deepEqual(Object.keys(pnpm.overrides), ['@arq/core', '@arq/client'])
})

test('names each package that arrived once, also where two versions of it did', () => {
  const packages = {
    'node_modules/b': {},
    'node_modules/@arq/core': {},
    'node_modules/b/node_modules/@arq/core': {},
  }
  assert.deepEqual(namesIn({ packages }), ['@arq/core', 'b'])
})

test('knows the source of every file that the compiler writes', () => {
  for (const file of ['a/b.js', 'a/b.js.map', 'a/b.d.ts', 'a/b.d.ts.map']) {
    assert.equal(sourceOf(file), 'a/b.ts')
  }
})

test('deletes what is left of sources that are gone, and nothing else', (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'arq-packing-test-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  const files = [
    'src/a/kept.ts',
    'src/b.lua',
    'dist/a/kept.js',
    'dist/a/gone.d.ts.map',
    'dist/b.lua',
    'dist/page/assets/page-1A2B.js',
    'dist/page-gone.js',
  ]
  for (const file of files) {
    mkdirSync(join(dir, file, '..'), { recursive: true })
    writeFileSync(join(dir, file), '')
  }
  writeFileSync(join(dir, 'package.json'), '{ "arq": { "bundled": ["page"] } }')
  removeOrphans(dir)
  const left = files.filter((file) => existsSync(join(dir, file)))
  assert.deepEqual(
    left,
    files.filter((file) => !file.includes('gone')),
  )
})

test('knows what is published, and what can be imported of it', () => {
  const names = publishedPackages().map(({ name }) => name)
  assert.ok(names.includes('@arq/core') && names.includes('@arq/cli'))
  assert.ok(!names.includes('@arq/examples'))
  const exports = { '.': {}, './internal': {}, './package.json': './package.json' }
  const manifest = { name: '@arq/core', version: '1.0.0', description: '', exports }
  const specifiers = entriesOf(manifest).map((entry) => specifierOf('@arq/core', entry))
  assert.deepEqual(specifiers, ['@arq/core', '@arq/core/internal'])
})

test('a released package.json says where its sources are', () => {
  const place = { url: 'git+https://example.com/a/b.git', folder: 'packages/core' }
  assert.deepEqual(JSON.parse(withRepository('{ "name": "@arq/core" }', place)), {
    name: '@arq/core',
    repository: { type: 'git', url: place.url, directory: place.folder },
  })
})

test('shows where an API report begins to differ', () => {
  assert.equal(firstDifference('a\nb\nc', 'a\nx\nc'), '  line 2\n  - b\n  + x')
  assert.equal(firstDifference('a\nb', 'a'), '  line 2\n  - b\n  + (end)')
})

test('an API report is left as it is by prettier', () => {
  const report = asMarkdown('@arq/core', '## API Report File for "@arq/core"\n\ntext\n\n')
  assert.match(report, /^<!-- prettier-ignore-start -->\n# Public API of @arq\/core\n\ntext\n/)
})
