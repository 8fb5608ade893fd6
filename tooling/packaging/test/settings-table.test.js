import assert from 'node:assert/strict'
import { test } from 'node:test'

import * as v from 'valibot'

import { readTable } from '../src/markdown-table.js'
import { settingsTable } from '../src/settings-table.js'

const duration = v.custom((value) => typeof value === 'number', 'must be seconds')
const clock = { now: () => 0 }
const known = { duration: /** @type {any} */ (duration), exports: { systemClock: clock } }

/** @param {v.ObjectEntries} entries */
function rowsOf(entries) {
  return readTable(settingsTable(/** @type {any} */ (v.strictObject(entries)), known))
}

/** @param {v.GenericSchema} schema */
const told = (schema) => v.pipe(schema, v.description('why'))

test('tells key, kind, default and meaning of each setting', () => {
  const rows = rowsOf({
    url: told(v.string()),
    name: told(v.optional(v.pipe(v.string('must be a text'), v.nonEmpty()), 'arq')),
    wait: told(v.optional(duration, '5s')),
    keep: told(v.optional(v.union([v.literal('forever'), duration]))),
    count: told(v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 10)),
    share: told(v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0)),
    mode: told(v.optional(v.picklist(['wait', 'reject']), 'wait')),
    names: told(v.optional(v.array(v.string()), [])),
  })
  assert.deepEqual(rows, [
    ['`url`', 'text', 'required', 'why'],
    ['`name`', 'text', "`'arq'`", 'why'],
    ['`wait`', 'duration', "`'5s'`", 'why'],
    ['`keep`', "`'forever'` or duration", '–', 'why'],
    ['`count`', 'whole number, at least 1', '`10`', 'why'],
    ['`share`', 'number, 0 to 1', '`0`', 'why'],
    ['`mode`', "`'wait'` or `'reject'`", "`'wait'`", 'why'],
    ['`names`', 'list of texts', '`[]`', 'why'],
  ])
})

test('names a default that is an object by what users import', () => {
  const port = v.custom(() => false, 'must be a clock: an object with now')
  const [known, made] = rowsOf({
    known: told(v.optional(port, () => clock)),
    made: told(v.optional(port, () => ({ now: () => 1 }))),
  })
  assert.deepEqual(known, ['`known`', 'clock', '`systemClock`', 'why'])
  assert.deepEqual(made, ['`made`', 'clock', 'built in', 'why'])
})

test('gives the parts of a setting rows of their own', () => {
  const part = v.strictObject({ type: told(v.string()), silent: v.optional(v.string()) })
  const keys = rowsOf({
    tls: told(v.optional(part)),
    queues: told(v.optional(v.record(v.string(), part), {})),
    list: told(v.optional(v.array(part))),
  }).map(([key]) => key)
  assert.deepEqual(keys, [
    '`tls`',
    '`tls.type`',
    '`queues`',
    '`queues.<name>.type`',
    '`list`',
    '`list[].type`',
  ])
})

test('writes bytes as people do, and nothing that looks like a tag', () => {
  const size = v.pipe(
    v.optional(v.number(), 16 * 1024 * 1024),
    v.description('of <queue>'),
    v.metadata({ unit: 'bytes' }),
  )
  assert.deepEqual(rowsOf({ size }), [['`size`', 'number', '16 MiB', 'of \\<queue>']])
})
