import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { identify } from '../src/process-identity.js'
import { readRecords, ServerRecord } from '../src/server-record.js'
import { sweepStaleServers, verdict } from '../src/stale-servers.js'

const living = { pid: 1, began: 'then' }
const dead = { pid: 2, began: 'then' }
const alive = (/** @type {{ pid: number }} */ { pid }) => pid === living.pid

/**
 * @param {Partial<import('../src/server-record.js').RecordedServer>} overrides
 * @returns {import('../src/server-record.js').RecordedServer}
 */
const recorded = (overrides) => ({
  id: 'redis-1',
  name: 'redis',
  url: 'redis://127.0.0.1:1',
  dataDir: '/nowhere',
  isDataDirOurs: false,
  owner: living,
  processes: [],
  ...overrides,
})

/** @param {import('node:test').TestContext} t */
function temporaryFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), 'arq-services-test-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('keeps a server as long as its owner lives, even before its first process', () => {
  assert.equal(verdict(recorded({ owner: living }), alive), 'keep')
})

test('sweeps a server whose owner died', () => {
  assert.equal(verdict(recorded({ owner: dead, processes: [living] }), alive), 'sweep')
})

test('keeps a server in the background as long as it runs itself', () => {
  assert.equal(verdict(recorded({ owner: null, processes: [dead, living] }), alive), 'keep')
  assert.equal(verdict(recorded({ owner: null, processes: [living, dead] }), alive), 'sweep')
  assert.equal(verdict(recorded({ owner: null, processes: [] }), alive), 'sweep')
})

test('ends what a crashed run left behind, and deletes its data', async (t) => {
  const folder = temporaryFolder(t)
  const server = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'])
  const ended = once(server, 'exit')
  const record = new ServerRecord({ name: 'redis', url: 'redis://127.0.0.1:1' }, folder)
  record.setProcesses([server.pid ?? 0])
  writeFileSync(join(record.dataDir, 'file'), 'data')
  disown(folder)

  /** @type {string[]} */
  const lines = []
  sweepStaleServers((line) => lines.push(line), folder)

  assert.equal((await ended)[1], 'SIGKILL')
  assert.match(lines.join(), /left behind by a run that crashed/)
  assert.equal(existsSync(record.dataDir), false)
  assert.deepEqual(readdirSync(folder), [])
})

test('does not touch a process that only has the id of a server of ours', (t) => {
  const folder = temporaryFolder(t)
  new ServerRecord({ name: 'redis', url: 'redis://127.0.0.1:1' }, folder)
  const ourselves = identify(process.pid)
  disown(folder, [{ pid: ourselves?.pid ?? 0, began: 'long ago' }])
  sweepStaleServers(() => assert.fail('ended something'), folder)
  assert.deepEqual(readRecords(folder), [])
})

test('leaves a data folder that was given where it is', (t) => {
  const folder = temporaryFolder(t)
  const dataDir = join(folder, 'given')
  new ServerRecord({ name: 'redis', url: 'redis://127.0.0.1:1', dataDir }, folder)
  disown(folder)
  sweepStaleServers(() => undefined, folder)
  assert.ok(existsSync(dataDir))
})

/**
 * As if the owner had died.
 * @param {string} folder
 * @param {import('../src/process-identity.js').ProcessIdentity[]} [processes]
 */
function disown(folder, processes) {
  for (const { server, file } of readRecords(folder)) {
    const changes = { owner: dead, ...(processes && { processes }) }
    writeFileSync(file, JSON.stringify({ ...server, ...changes }))
  }
}
