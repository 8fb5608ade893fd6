import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'

import { firstProgram, programInPlace } from '../src/readme-example.js'
import { compileProblems } from '../src/type-check.js'

const README =
  '# it\n\n```sh\nnpm i\n```\n\n```ts\nconst a: number = 1\n```\n\n```ts\nnot this\n```\n'

test('takes the first TypeScript of a README, on its own line', () => {
  assert.deepEqual(firstProgram(README), { text: 'const a: number = 1\n', line: 7 })
  assert.equal(programInPlace(README)?.split('\n')[7], 'const a: number = 1')
  assert.equal(firstProgram('# it'), undefined)
})

test('compiles a program for both ways of resolving, and says where it is wrong', () => {
  const file = join(import.meta.dirname, 'README.md.ts')
  const right = "import { join } from 'node:path'\nexport const a: string = join('b')\n"
  const wrong = `\nexport const a: string = 1\n`
  for (const resolution of /** @type {const} */ (['nodenext', 'bundler'])) {
    assert.deepEqual(compileProblems(new Map([[file, right]]), resolution, import.meta.dirname), [])
    const [problem] = compileProblems(new Map([[file, wrong]]), resolution, import.meta.dirname)
    assert.match(problem ?? '', new RegExp(`^${resolution}: README.md.ts:2 TS2322 `))
  }
})
