import assert from 'node:assert/strict'
import { test } from 'node:test'

import { importProblem } from '../src/import-direction.js'
import { lintFiles } from './lint-files.js'

const RULE = 'arq(import-direction)'

const forms = {
  'import { work } from': '@arq/worker',
  'import type { Work } from': '@arq/worker',
  'import * as redis from': 'redis',
  'export { work } from': '@arq/worker/internal',
  'export type { Work } from': '@arq/worker',
  'export * from': '../../worker/src/index.js',
}

test('an import up or across is refused in every form, and types are no exception', async () => {
  const path = (/** @type {number} */ index) => `packages/client/src/form-${index}.ts`
  const sources = [
    ...Object.entries(forms).map(([form, from]) => `${form} '${from}'`),
    `export const load = () => import('@arq/worker')`,
    `export type Work = import('@arq/worker').Work`,
  ]
  const files = Object.fromEntries(sources.map((source, index) => [path(index), source]))
  const problems = await lintFiles(files)
  for (const [index, source] of sources.entries()) {
    const found = problems.get(path(index)) ?? []
    assert.ok(found.includes(RULE), source)
  }
})

/** @type {readonly (readonly [file: string, specifier: string])[]} */
const allowed = [
  ['packages/client/src/client.ts', '@arq/core'],
  ['packages/client/src/client.ts', '@arq/core/internal'],
  ['packages/client/src/client.ts', 'node:fs/promises'],
  ['packages/client/src/client.ts', './job.js'],
  ['packages/client/src/wait/until.ts', '../job.js'],
  ['apps/cli/src/wiring.ts', '@arq/transport-amqp'],
  // Tests build what they need.
  ['packages/client/test/client.test.ts', '@arq/memory'],
]

for (const [file, specifier] of allowed) {
  test(`${file} may import ${specifier}`, () => {
    assert.equal(importProblem(`/anywhere/${file}`, specifier), undefined)
  })
}

/** @type {typeof allowed} */
const refused = [
  ['packages/core/src/job.ts', '@arq/client'],
  ['packages/client/src/client.ts', '@arq/memory'],
  ['packages/worker/src/worker.ts', 'amqplib'],
  ['packages/rocketmq/src/index.ts', '@arq/core'],
  ['packages/client/src/client.ts', '../test/client.test.js'],
  ['packages/client/src/wait/until.ts', '../../../core/src/job.js'],
  ['packages/client/src/client.ts', 'fs'],
  ['apps/cli/src/cli.ts', '@arq/transport-amqp'],
  ['packages/unheard-of/src/index.ts', '@arq/core'],
]

for (const [file, specifier] of refused) {
  test(`${file} may not import ${specifier}`, () => {
    assert.ok(importProblem(`/anywhere/${file}`, specifier))
  })
}
