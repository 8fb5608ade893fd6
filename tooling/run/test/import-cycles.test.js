import assert from 'node:assert/strict'
import { test } from 'node:test'

import { otherChecks } from '../src/checks.js'
import { Children } from '../src/children.js'
import { programOf } from '../src/repository.js'
import { workspacePackages } from '../src/workspace.js'
import { temporaryFolder } from './temporary-folder.js'

const PACKAGE = { 'packages/core/package.json': '{ "name": "@arq/core" }' }

/**
 * Runs the very check that `npm test` makes.
 * @param {import('node:test').TestContext} t
 * @param {Record<string, string>} sources
 */
async function findCycles(t, sources) {
  const files = Object.entries(sources).map(([name, text]) => [`packages/core/src/${name}`, text])
  const root = temporaryFolder(t, { ...PACKAGE, ...Object.fromEntries(files) })
  const checks = otherChecks({ isWhole: true, packages: workspacePackages(root) })
  const check = checks.find(({ name }) => name === 'import cycles')
  assert.ok(check)
  return new Children().run({
    command: process.execPath,
    args: [programOf(check.tool), ...check.args],
    cwd: root,
  })
}

test('finds no cycle where there is none', async (t) => {
  const { code, output } = await findCycles(t, {
    'a.ts': `import { b } from './b.js'\nexport const a = b`,
    'b.ts': `export const b = 1`,
  })
  assert.equal(code, 0, output)
  assert.match(output, /2 files, 0 problems/)
})

const cycles = {
  'of values': {
    'a.ts': `import { b } from './b.js'\nexport const a = () => b()`,
    'b.ts': `import { a } from './a.js'\nexport const b = () => a()`,
  },
  'of types only': {
    'a.ts': `import type { B } from './b.js'\nexport interface A { b: B }`,
    'b.ts': `import { type A } from './a.js'\nexport interface B { a: A }`,
  },
  'of type exports and import()': {
    'a.ts': `export type { B } from './b.js'\nexport interface A { n: 1 }`,
    'b.ts': `export interface B { a: import('./a.js').A }`,
  },
  'over three files, one import dynamic': {
    'a.ts': `import { b } from './b.js'\nexport const a = b`,
    'b.ts': `export const b = async () => import('./c.js')`,
    'c.ts': `import type { a } from './a.js'\nexport type C = typeof a`,
  },
}

test('finds folders that import each other', async (t) => {
  const { code, output } = await findCycles(t, {
    'a/one.ts': `import type { B } from '../b/one.js'\nexport type A = B`,
    'a/two.ts': `export const a = 1`,
    'b/one.ts': `export interface B { n: 1 }`,
    'b/two.ts': `import { a } from '../a/two.js'\nexport const b = a`,
  })
  assert.equal(code, 1, output)
  assert.match(output, /circle of folders: a > b \(a\/one\.ts > b\/one\.ts\)/)
})

for (const [what, sources] of Object.entries(cycles)) {
  test(`finds a cycle ${what}`, async (t) => {
    const { code, output } = await findCycles(t, sources)
    assert.equal(code, 1, output)
    assert.match(output, /a\.ts > b\.ts|b\.ts > a\.ts/)
  })
}
