import assert from 'node:assert/strict'
import { test } from 'node:test'

import { GreenSuites } from '../src/green-suites.js'

const GREEN = { passed: 3, skipped: 1, failures: [] }

/**
 * @param {string} name
 * @returns {import('../src/suites.js').Suite}
 */
function suiteOf(name) {
  const place = { name, group: 'packages', folder: '', dir: '', services: [] }
  return { kind: 'unit', runner: 'jest', package: place, services: [], files: [] }
}

test('a suite is taken as green only by the key that it was green with', () => {
  const suites = new GreenSuites(new Map([['core', 'b']]), { a: GREEN })
  assert.equal(suites.find(suiteOf('core')), undefined)
  assert.equal(new GreenSuites(new Map([['core', 'a']]), { a: GREEN }).find(suiteOf('core')), GREEN)
})

test('without keys every suite runs', () => {
  assert.equal(new GreenSuites(new Map(), { a: GREEN }).find(suiteOf('core')), undefined)
})
