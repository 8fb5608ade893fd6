import assert from 'node:assert/strict'
import { test } from 'node:test'

import { ProgressLine } from '../src/progress-line.js'

/** @param {{ isTTY: boolean }} options */
function setup({ isTTY }) {
  /** @type {string[]} */
  const written = []
  const stream = { isTTY, write: (/** @type {string} */ text) => written.push(text) }
  return { written, progress: new ProgressLine(4, stream) }
}

test('on a terminal one line is drawn anew for each trial', () => {
  const { written, progress } = setup({ isTTY: true })
  progress.begin('raw')
  progress.end()
  progress.begin('arq')
  assert.equal(written[0], '\r\u001b[K[1/4] raw')
  assert.equal(written.at(-1), '\r\u001b[K[2/4, under a minute left] arq')
})

test('elsewhere a line comes now and then, whole', () => {
  const { written, progress } = setup({ isTTY: false })
  progress.begin('raw')
  progress.end()
  progress.begin('arq')
  assert.deepEqual(written, ['[1/4] raw\n'])
})

test('how far a long trial is stands behind its name', () => {
  const { written, progress } = setup({ isTTY: true })
  progress.begin('arq')
  progress.update('3 of 9')
  progress.update('4 of 9')
  assert.equal(written.at(-1), '\r\u001b[K[1/4] arq: 4 of 9')
})

test('what libraries print is passed on', () => {
  const { written, progress } = setup({ isTTY: false })
  progress.say('a warning')
  assert.deepEqual(written, ['a warning\n'])
})
