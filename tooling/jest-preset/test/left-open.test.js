import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

const REPORTER = new URL('../src/left-open.js', import.meta.url).href

/**
 * @param {string} left what tests did not close
 * @param {number} patienceMs
 */
function endOfRun(left, patienceMs) {
  const program = `
    import LeftOpen from '${REPORTER}'
    new LeftOpen({}, { patienceMs: ${patienceMs} }).onRunComplete()
    ${left}`
  const args = ['--input-type=module', '--eval', program]
  return spawnSync(process.execPath, args, { encoding: 'utf8' })
}

test('a run that left nothing open ends well', () => {
  const { status, stderr } = endOfRun('', 60_000)
  assert.equal(status, 0, stderr)
})

test('a run that left something open fails and names it, in place of waiting for ever', () => {
  const { status, stderr } = endOfRun('setInterval(() => undefined, 1000)', 1)
  assert.equal(status, 1)
  assert.match(stderr, /left this open: .*Timeout/)
})
