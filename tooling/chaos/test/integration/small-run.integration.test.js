import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { isFullRun } from '@arq/tooling-jest-preset/full-run'

import { runChaos } from '../../src/run-chaos.js'

// Jobs of a few features are among those of the usual kinds: a run of their own needs its own RabbitMQ.
const KINDS = 'plain,retried,failing,deferred,unique,aborted,signals,keys,debounce,flows'

test('a fixed seed with a few faults loses nothing', async (t) => {
  await loseNothing(t, ['--kinds', KINDS, '--jobs', '200'])
})

const FEATURES = 'signals,streams,keys,debounce,flows,outbox'

test('a fixed seed with jobs of each feature loses nothing', { skip: !isFullRun }, async (t) => {
  await loseNothing(t, ['--kinds', `${FEATURES},steps,encrypted`, '--jobs', '160'])
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

/**
 * @param {import('node:test').TestContext} t
 * @param {readonly string[]} args
 */
async function loseNothing(t, args) {
  const dir = await mkdtemp(join(tmpdir(), 'arq-chaos-test-'))
  t.after(() => rm(dir, { recursive: true }))
  const lines = t.mock.method(console, 'log', () => undefined)
  t.mock.method(process.stderr, 'write', () => true)
  const jsonFile = join(dir, 'report.json')
  const faults = ['--faults', 'kill,cut,redis-cut,client-kill', '--seconds', '4', '--seed', '1']
  const { signal } = new AbortController()
  const code = await runChaos([...faults, ...args, '--workers', '2', '--json', jsonFile], {
    signal,
  })

  /** @type {Omit<import('../../src/contract.d.ts').SeedReport, 'stories'>[]} */
  const [report] = JSON.parse(await readFile(jsonFile, 'utf8'))
  assert.ok(report)
  const { confirmed, missing, wrong, problems, jobsOfKind } = report.verdict
  t.after(() => rm(report.folder, { recursive: true }))
  assert.deepEqual({ missing, wrong, problems }, { missing: 0, wrong: 0, problems: [] })
  // A call whose client or connection died is of unknown outcome.
  assert.ok(confirmed > 0, `${confirmed} confirmed`)
  const [, kinds = ''] = args
  assert.deepEqual(Object.keys(jobsOfKind).sort(), kinds.split(',').sort())
  assert.equal(code, 0)
  const [sum] = lines.mock.calls.map((call) => call.arguments[0])
  assert.equal(sum, `0 missing, 0 wrong (${confirmed} confirmed jobs, 1 seed)`)
}

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
