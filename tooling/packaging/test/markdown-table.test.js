import assert from 'node:assert/strict'
import { test } from 'node:test'

import { markdownTable, readTable } from '../src/markdown-table.js'

test('aligns columns as prettier does, Chinese two columns wide', () => {
  const table = markdownTable(
    ['包', 'size'],
    [
      ['核心', '1'],
      ['a', '2 MB'],
    ],
  )
  assert.equal(
    table,
    ['| 包   | size |', '| ---- | ---- |', '| 核心 | 1    |', '| a    | 2 MB |'].join('\n'),
  )
})

test('reads back what it wrote, bars in cells too', () => {
  const rows = [
    ['`a | b`', 'one'],
    ['', 'two'],
  ]
  assert.deepEqual(readTable(markdownTable(['key', 'meaning'], rows)), rows)
})
