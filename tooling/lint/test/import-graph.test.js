import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

import { fileCircles, importGraph } from '../src/import-graph.js'

/**
 * @param {import('node:test').TestContext} t
 * @param {Readonly<Record<string, string>>} sources
 */
function graphOf(t, sources) {
  const folder = mkdtempSync(join(tmpdir(), 'arq-imports-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(sources)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return importGraph(folder)
}

test('every form of import counts, and what comments say does not', (t) => {
  const graph = graphOf(t, {
    'a.ts': [
      `import { b } from './in/b.js'`,
      `import './in/c.js'`,
      `export type { D } from './in/d.js'`,
      `export type E = import('./in/e.js').E`,
      `export const f = async () => (await import('./in/f.js')).f`,
      `const glob = '*/*'`,
      `// import { g } from './in/g.js'`,
      `/** \`import('./in/g.js')\` */`,
      `import fs from 'node:fs'`,
    ].join('\n'),
    'in/b.ts': `import {\n  type A,\n} from '../a.js'`,
    ...Object.fromEntries(['c', 'd', 'e', 'f', 'g'].map((name) => [`in/${name}.ts`, ''])),
  })
  assert.deepEqual(graph['a.ts'], ['in/b.ts', 'in/c.ts', 'in/d.ts', 'in/e.ts', 'in/f.ts'])
  assert.deepEqual(graph['in/b.ts'], ['a.ts'])
})

test('a circle is told once, from where it was entered', () => {
  const graph = { 'a.ts': ['b.ts'], 'b.ts': ['c.ts', 'd.ts'], 'c.ts': ['b.ts'], 'd.ts': ['a.ts'] }
  assert.deepEqual(fileCircles(graph), [
    ['b.ts', 'c.ts'],
    ['a.ts', 'b.ts', 'd.ts'],
  ])
  assert.deepEqual(fileCircles({ 'a.ts': ['b.ts', 'c.ts'], 'b.ts': ['c.ts'], 'c.ts': [] }), [])
})
