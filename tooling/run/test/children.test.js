import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Children } from '../src/children.js'

/**
 * @param {string} script
 * @param {Partial<import('../src/children.js').Command>} [overrides]
 */
const node = (script, overrides) => ({
  command: process.execPath,
  args: ['-e', script],
  ...overrides,
})
const FOR_EVER = 'setInterval(() => undefined, 1000)'

test('keeps both streams and the exit code', async () => {
  const { code, output } = await new Children().run(
    node(`console.log('out'); console.error('err'); process.exitCode = 3`),
  )
  assert.equal(code, 3)
  assert.match(output, /out/)
  assert.match(output, /err/)
})

test('says that a command does not exist', async () => {
  const { code, output } = await new Children().run({ command: 'arq-no-such-command', args: [] })
  assert.equal(code, 127)
  assert.match(output, /ENOENT/)
})

test('ends what overruns its time', async () => {
  const { code, output } = await new Children().run(node(FOR_EVER, { limitMs: 50 }))
  assert.equal(code, 143)
  assert.match(output, /still running after .* ended/)
})

test('does not wait for what a command leaves behind with its output open', async () => {
  const leaves = `require('child_process')
    .spawn(process.execPath, ['-e', 'setTimeout(() => undefined, 20000)'], { stdio: 'inherit' })
    .unref()`
  const children = new Children()
  const startedAt = performance.now()
  const { code } = await children.run(node(`${leaves}; process.exit(0)`))
  assert.equal(code, 0)
  assert.ok(performance.now() - startedAt < 10_000)
})

test('ends all at once', async () => {
  const children = new Children()
  const both = Promise.all([children.run(node(FOR_EVER)), children.run(node(FOR_EVER))])
  await children.endAll()
  assert.deepEqual(
    (await both).map(({ code }) => code),
    [143, 143],
  )
})
