import assert from 'node:assert/strict'
import { test } from 'node:test'

import { drain } from '../src/drain.js'

/**
 * @param {import('node:test').TestContext} t
 * @param {readonly number[]} messages one for each look; the last one stays
 * @param {number} unended
 */
async function looksUntilDrained(t, messages, unended) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let looks = 0
  let isDone = false
  const drained = drain({
    countMessages: async () => messages[Math.min(looks++, messages.length - 1)] ?? 0,
    countUnended: async () => unended,
    limitMs: 60_000,
    signal: new AbortController().signal,
    onLook: () => undefined,
  }).then(() => (isDone = true))
  while (!isDone) {
    await new Promise((resolve) => setImmediate(resolve))
    t.mock.timers.tick(1000)
  }
  await drained
  return looks
}

test('it is over when no message was left three times and every job has ended', async (t) => {
  assert.equal(await looksUntilDrained(t, [7, 0, 0, 1, 0], 0), 7)
})

test('jobs that have not ended get more time, not for ever', async (t) => {
  assert.equal(await looksUntilDrained(t, [0], 4), 20)
})
