import assert from 'node:assert/strict'
import { test } from 'node:test'

import { errorsInChinese } from '../src/chinese/errors-in-chinese.js'
import { settingsInChinese } from '../src/chinese/settings-in-chinese.js'
import { takesInChinese } from '../src/chinese/takes.js'
import { markdownTable, readTable } from '../src/markdown-table.js'

const HEAD = ['key', 'takes', 'default', 'meaning']

test('tells a table of settings in Chinese, and leaves names as they are', () => {
  const english = markdownTable(HEAD, [
    ['`url`', 'text', 'required', 'Where.'],
    ['`mode`', "`'wait'` or `'reject'`", "`'wait'`", 'How.'],
  ])
  const { table, untold } = settingsInChinese(english, (key) => `${key} <x> 的含义`)
  assert.deepEqual(readTable(table), [
    ['`url`', '文本', '必须给出', 'url \\<x> 的含义'],
    ['`mode`', "`'wait'` 或 `'reject'`", "`'wait'`", 'mode \\<x> 的含义'],
  ])
  assert.deepEqual(untold, [])
})

test('says what has no Chinese words, and leaves it in English', () => {
  const english = markdownTable(HEAD, [['`new`', 'list of moons', '–', 'Which.']])
  const { table, untold } = settingsInChinese(english, () => undefined)
  assert.deepEqual(readTable(table), [['`new`', 'list of moons', '–', 'Which.']])
  assert.deepEqual(untold, ['what `new` takes: list of moons', 'what `new` is for'])
})

test('has words for durations, numbers and what is by name', () => {
  const told = [
    "duration: seconds as a number, or text such as '250ms'",
    "'forever' or a duration: seconds as a number",
    'whole number, 1 to 9007199254740991',
    'whole number, 0 to 65535',
    'number, 0 to 1',
    'by name: `{ type, durable }`',
  ].map(takesInChinese)
  assert.deepEqual(told, [
    '时长',
    "'forever'，或时长",
    '整数，不小于 1',
    '整数，0 到 65535',
    '数字，0 到 1',
    '以名称为键：`{ type, durable }`',
  ])
})

test('tells a table of errors in Chinese', () => {
  const head = ['code', 'class', 'when', 'sent']
  const english = markdownTable(head, [
    ['`ARQ_CLOSED`', '`ClosedError`, `ArqError`', 'It is closed.', 'no'],
    ['`ARQ_NEW`', '`New`', 'Never.', 'no, and never as it is'],
  ])
  assert.deepEqual(readTable(errorsInChinese(english, (code) => `${code} 的含义`)), [
    ['`ARQ_CLOSED`', '`ClosedError`、`ArqError`', 'ARQ_CLOSED 的含义', '否'],
    ['`ARQ_NEW`', '`New`', 'ARQ_NEW 的含义', '否，原样重发也不行'],
  ])
})
