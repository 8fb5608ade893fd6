import assert from 'node:assert/strict'
import { test } from 'node:test'

import { until } from '../src/until.js'

const soon = { what: 'it', withinMs: 1_000, everyMs: 1 }

test('asks until there is an answer', async () => {
  let asked = 0
  assert.equal(await until(() => (++asked === 3 ? 'yes' : undefined), soon), 'yes')
  assert.equal(asked, 3)
})

test('gives up in time and says what for', async () => {
  await assert.rejects(
    until(() => false, { ...soon, withinMs: 5 }),
    /in vain for: it/,
  )
})

test('passes an error on at once', async () => {
  await assert.rejects(
    until(() => {
      throw new Error('broken')
    }, soon),
    /broken/,
  )
})
