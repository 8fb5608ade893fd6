import assert from 'node:assert/strict'
import { test } from 'node:test'

import {
  INSTALL_TABLE,
  installTable,
  sizeInWords,
  tableProblems,
  WORDINGS,
} from '../src/install-table.js'
import { readTable } from '../src/markdown-table.js'
import { markers } from '../src/marked-block.js'

const [first, last] = markers(INSTALL_TABLE)
const facts = [
  {
    name: '@arq/cli',
    folder: 'apps/cli',
    description: 'The arq command',
    direct: ['@arq/core', 'yargs'],
    count: 20,
    bytes: 4_000_000,
  },
  {
    name: '@arq/core',
    folder: 'packages/core',
    description: 'Models',
    direct: ['valibot'],
    count: 2,
    bytes: 1_900_000,
  },
]

/** @param {string} table */
const readme = (table) => `${first}\n\n${table}\n\n${last}\n`

test('keeps the order of rows and what people wrote into them', () => {
  const present = '| a | b |\n| - | - |\n| `@arq/core` | by hand |\n| `@arq/gone` | old |'
  const rows = readTable(installTable(present, facts, WORDINGS['zh-CN']))
  assert.deepEqual(rows, [
    ['[`@arq/core`](packages/core)', 'by hand', 'valibot', '2 个，1.9 MB'],
    ['[`@arq/cli`](apps/cli)', 'The arq command', 'core、yargs', '20 个，4.0 MB'],
  ])
})

test('takes its own table for true, also when vendors change a little', () => {
  const text = readme(installTable('', facts, WORDINGS.en))
  const near = facts.map((fact) => ({ ...fact, count: fact.count + 1, bytes: fact.bytes * 1.2 }))
  assert.deepEqual(tableProblems(text, facts, WORDINGS.en), [])
  assert.deepEqual(tableProblems(text, near, WORDINGS.en), [])
})

test('refuses another dependency, a much larger size, a missing row, a missing table', () => {
  const text = readme(installTable('', facts, WORDINGS.en))
  const more = facts.map((fact) => ({ ...fact, direct: [...fact.direct, 'left-pad'] }))
  assert.match(tableProblems(text, more, WORDINGS.en).join(), /left-pad/)
  const larger = facts.map((fact) => ({ ...fact, bytes: fact.bytes * 2 }))
  assert.match(tableProblems(text, larger, WORDINGS.en).join(), /8\.0 MB/)
  assert.match(tableProblems(text, facts.slice(1), WORDINGS.en).join(), /one row per package/)
  assert.match(tableProblems('', facts, WORDINGS.en).join(), /install table: generated/)
})

test('rounds sizes', () => {
  assert.equal(sizeInWords(123_456), '120 kB')
  assert.equal(sizeInWords(1_849_000), '1.8 MB')
})
