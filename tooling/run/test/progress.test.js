import assert from 'node:assert/strict'
import { mock, test } from 'node:test'

import { Progress } from '../src/progress.js'

const never = () => new Promise(() => undefined)

function setup({ isVerbose = false } = {}) {
  /** @type {string[]} */
  const lines = []
  return { lines, progress: new Progress({ write: (line) => lines.push(line), isVerbose }) }
}

test('shows a success in one line, and its output only when asked', async () => {
  const outcome = { isOk: true, summary: '3 passed', output: 'details' }
  const quiet = setup()
  await quiet.progress.step('unit', async () => outcome)
  assert.equal(quiet.lines.length, 1)
  assert.match(quiet.lines[0] ?? '', /^✓ unit +3 passed +0\.0 s$/)

  const verbose = setup({ isVerbose: true })
  await verbose.progress.step('unit', async () => outcome)
  assert.equal(verbose.lines[1], '    details')
})

test('shows what a failure printed', async () => {
  const { lines, progress } = setup()
  await progress.step('build', async () => ({ isOk: false, output: 'one\ntwo\n' }))
  assert.match(lines[0] ?? '', /^✗ build +failed/)
  assert.deepEqual(lines.slice(1), ['    one', '    two'])
})

test('says what is running after ten silent seconds', (t) => {
  mock.timers.enable({ apis: ['setInterval'] })
  t.after(() => mock.timers.reset())
  const { lines, progress } = setup()
  void progress.step('build', never)
  void progress.step('services', never)
  mock.timers.tick(9_999)
  assert.deepEqual(lines, [])
  mock.timers.tick(1)
  assert.match(lines[0] ?? '', /^… build \(.* s\), services \(.* s\)$/)
})
