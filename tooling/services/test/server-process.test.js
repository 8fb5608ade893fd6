import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { ServerProcess } from '../src/server-process.js'

/**
 * A program in JavaScript; it is ready when it has made a file named `ready`.
 * @param {import('node:test').TestContext} t
 * @param {string} script
 * @param {Partial<import('../src/server-process.js').Program>} [overrides]
 */
function programThat(t, script, overrides) {
  const cwd = mkdtempSync(join(tmpdir(), 'arq-services-test-'))
  const server = new ServerProcess({
    title: 'Fake',
    command: process.execPath,
    args: ['-e', script],
    cwd,
    env: process.env,
    output: 'output.log',
    isReady: async () => existsSync(join(cwd, 'ready')),
    readyWithinMs: 10_000,
    ...overrides,
  })
  t.after(async () => {
    await server.kill()
    rmSync(cwd, { recursive: true, force: true })
  })
  return server
}

const GET_READY = `require('fs').writeFileSync('ready', ''); setInterval(() => undefined, 1000);`

test('is ready when the program says so, and can be stopped and started again', async (t) => {
  const server = programThat(t, GET_READY)
  await server.start()
  const first = server.pid
  assert.ok(first)
  await server.start() // runs already
  assert.equal(server.pid, first)
  await server.stop()
  assert.equal(server.pid, undefined)
  await server.stop() // is stopped already
  await server.start()
  assert.notEqual(server.pid, first)
})

test('shows the last words of a program that ends instead of getting ready', async (t) => {
  const server = programThat(t, `console.error('port is taken'); process.exit(1)`)
  await assert.rejects(server.start(), /Fake did not start: it ended\n.*port is taken/s)
  assert.equal(server.pid, undefined)
})

test('says that a program cannot be run', async (t) => {
  const server = programThat(t, '', { command: join(tmpdir(), 'no-such-program') })
  await assert.rejects(server.start(), /Fake did not start: .*ENOENT/)
})

test('ends a program that never gets ready', async (t) => {
  const server = programThat(t, 'setInterval(() => undefined, 1000)', { readyWithinMs: 100 })
  await assert.rejects(server.start(), /in vain for: Fake to answer/)
  assert.equal(server.pid, undefined)
})

test('kills a program that does not stop when asked', async (t) => {
  const deaf = `process.on('SIGTERM', () => undefined); ${GET_READY}`
  const server = programThat(t, deaf, { stopWithinMs: 100 })
  await server.start()
  await server.stop()
  assert.equal(server.pid, undefined)
})
