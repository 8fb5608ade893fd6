import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { watchFaults } from '../src/watch-faults.js'

/** @param {import('node:test').TestContext} t */
function setup(t) {
  const dataDir = mkdtempSync(join(tmpdir(), 'arq-faults-'))
  t.after(() => rmSync(dataDir, { recursive: true }))
  const faultsIn = (/** @type {string} */ text) =>
    text.split('\n').filter((line) => line.includes('crash'))
  const kind = { title: 'Fake', log: { file: 'fake.log', faultsIn } }
  return { server: { kind, dataDir }, file: join(dataDir, 'fake.log') }
}

test('tells what is logged from then on, under the name of the server', (t) => {
  const { server, file } = setup(t)
  writeFileSync(file, 'crash before\n')
  const tell = watchFaults([server])
  assert.deepEqual(tell(), [])
  appendFileSync(file, 'fine\ncrash after\n')
  assert.deepEqual(tell(), ['Fake logged meanwhile:', '  crash after'])
})

test('tells the last lines of many, and that there are more', (t) => {
  const { server, file } = setup(t)
  const tell = watchFaults([server])
  writeFileSync(file, Array.from({ length: 42 }, (_, index) => `crash ${index}\n`).join(''))
  const [title, first, ...rest] = tell()
  assert.equal(title, 'Fake logged meanwhile (2 lines before these):')
  assert.equal(first, '  crash 2')
  assert.equal(rest.at(-1), '  crash 41')
})

test('says nothing of a server that it has not started, and of one that logs elsewhere', (t) => {
  const { server } = setup(t)
  const tell = watchFaults([
    { ...server, dataDir: undefined },
    { kind: { title: 'Other' }, dataDir: server.dataDir },
  ])
  assert.deepEqual(tell(), [])
})
