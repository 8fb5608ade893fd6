import assert from 'node:assert/strict'
import { test } from 'node:test'

import { broken, clean } from './broken-sources.js'
import { lintFiles } from './lint-files.js'

const SOURCES = 'packages/core/src'

/** @param {string} rule */
const pathOf = (rule) => `${SOURCES}/${rule.replaceAll(/\W+/g, '-')}.ts`

const cleanFiles = Object.entries(clean).map(([name, text]) => [`${SOURCES}/${name}`, text])
const brokenFiles = Object.entries(broken).map(([rule, text]) => [pathOf(rule), text])
// Once for all: starting it takes longer than its work.
const problems = await lintFiles(Object.fromEntries([...cleanFiles, ...brokenFiles]))

test('sources in order are let alone', () => {
  for (const [path = ''] of cleanFiles) assert.equal(problems.get(path), undefined, path)
})

for (const rule of Object.keys(broken)) {
  test(`${rule} is on`, () => {
    const found = problems.get(pathOf(rule)) ?? []
    assert.ok(found.includes(rule), `found only ${found.join(', ') || 'nothing'}`)
  })
}

test('tests may assert with `!` and be async without await; they await promises too', async () => {
  const path = 'packages/core/test/some.test.ts'
  const source = `
    declare function send(): Promise<void>
    export const length = (text?: string) => text!.length
    export async function one() {
      send()
    }`
  const found = await lintFiles({ [path]: source })
  assert.deepEqual(found.get(path), ['typescript(no-floating-promises)'])
})

test('a comment that switches off what nothing breaks is a problem', async () => {
  const path = `${SOURCES}/some.ts`
  const source = '// oxlint-disable-next-line no-console -- there was one\nexport const one = 1'
  const found = await lintFiles({ [path]: source })
  assert.equal(found.get(path)?.length, 1)
})
