import assert from 'node:assert/strict'
import { test } from 'node:test'

import { mergeScans, scanErrors, usesOf } from '../src/error-sources.js'
import { errorsTable } from '../src/errors-table.js'
import { readTable } from '../src/markdown-table.js'

const CLASSES = `
  export class JobGone extends JobError {
    constructor(id: string) { super({ code: 'ARQ_GONE', details: { id } }) }
  }
  export class Lost extends TransportError {}`

const USES = `
  const found = error.code === 'ARQ_OTHER'
  throw new JobGone('a')
  throw new Lost({ code: isAuth ? 'ARQ_AUTH' : 'ARQ_LOST', text: 'ARQ_NOT_A_CODE', cause })
  new Lost({ code: 'ARQ_LOST', cause: new Gone({ code: 'ARQ_INNER' }) })
  new Map([['code', 'ARQ_IN_A_MAP']])`

test('finds the codes that classes have, and those that errors are made with', () => {
  const { fixed } = scanErrors(CLASSES)
  assert.deepEqual(fixed, [{ code: 'ARQ_GONE', className: 'JobGone' }])
  const uses = usesOf(mergeScans([scanErrors(CLASSES), scanErrors(USES)]), fixed)
  assert.deepEqual(uses, [
    { code: 'ARQ_GONE', className: 'JobGone' },
    { code: 'ARQ_AUTH', className: 'Lost' },
    { code: 'ARQ_LOST', className: 'Lost' },
    { code: 'ARQ_INNER', className: 'Gone' },
  ])
})

test('lists each code once, in the order of the list of codes', () => {
  const entry = { meaning: 'it happened', retryable: false, sent: 'no', action: 'nothing' }
  const uses = [
    { code: 'B', className: 'Two' },
    { code: 'A', className: 'Two' },
    { code: 'A', className: 'One' },
  ]
  assert.deepEqual(readTable(errorsTable(uses, { A: entry, B: entry, C: entry })), [
    ['`A`', '`One`, `Two`', 'it happened', 'no'],
    ['`B`', '`Two`', 'it happened', 'no'],
  ])
})
