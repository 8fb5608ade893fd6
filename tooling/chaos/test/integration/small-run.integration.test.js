import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { runChaos } from '../../src/run-chaos.js'

test('a fixed seed with a few faults loses nothing', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'arq-chaos-test-'))
  t.after(() => rm(dir, { recursive: true }))
  const lines = t.mock.method(console, 'log', () => undefined)
  t.mock.method(process.stderr, 'write', () => true)
  const jsonFile = join(dir, 'report.json')
  const args = ['--faults', 'kill,cut,redis-cut,client-kill', '--seconds', '4', '--seed', '1']
  const { signal } = new AbortController()
  const code = await runChaos([...args, '--jobs', '200', '--workers', '2', '--json', jsonFile], {
    signal,
  })

  /** @type {Omit<import('../../src/contract.d.ts').SeedReport, 'stories'>[]} */
  const [report] = JSON.parse(await readFile(jsonFile, 'utf8'))
  assert.ok(report)
  const { confirmed, missing, wrong, problems } = report.verdict
  t.after(() => rm(report.folder, { recursive: true }))
  assert.deepEqual({ missing, wrong, problems }, { missing: 0, wrong: 0, problems: [] })
  // A call whose client or connection died is of unknown outcome.
  assert.ok(confirmed > 0, `${confirmed} of 200 confirmed`)
  assert.equal(code, 0)
  const [sum] = lines.mock.calls.map((call) => call.arguments[0])
  assert.equal(sum, `0 missing, 0 wrong (${confirmed} confirmed jobs, 1 seed)`)
})

test('an interrupted run ends everything it started', async (t) => {
  t.mock.method(console, 'error', () => undefined)
  const ending = new AbortController()
  /** @type {string[]} */
  const written = []
  t.mock.method(process.stderr, 'write', (/** @type {string} */ text) => {
    written.push(text)
    if (/ of 60 s/.test(text)) ending.abort()
    return true
  })
  const args = ['--seconds', '60', '--jobs', '500', '--seed', '2', '--workers', '2']
  const code = await runChaos(args, { signal: ending.signal })
  assert.equal(code, 1)
  const ports = written.join('').matchAll(/answers on 127\.0\.0\.1:(\d+)/g)
  const refused = await Promise.all([...ports].map(([, port]) => isRefused(Number(port))))
  assert.deepEqual(refused, [true, true])
})

/** @param {number} port */
async function isRefused(port) {
  const { connect } = await import('node:net')
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('error', () => resolve(true))
    socket.once('connect', () => {
      socket.destroy()
      resolve(false)
    })
  })
}
