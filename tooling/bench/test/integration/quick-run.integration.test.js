import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { runBench } from '../../src/run-bench.js'

const CONTESTANTS = new Set(['raw', 'arq', 'bullmq'])

test('a quick run measures all contestants and writes what it found', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'arq-bench-test-'))
  t.after(() => rm(dir, { recursive: true }))
  t.mock.method(console, 'log', () => undefined)
  const jsonFile = join(dir, 'report.json')
  const args = ['--scenario', 'end-to-end', '--quick', '--rounds', '1', '--jobs', '300']
  const { signal } = new AbortController()
  const code = await runBench([...args, '--queue-type', 'classic', '--json', jsonFile], { signal })
  assert.equal(code, 0)

  /** @type {import('../../src/contract.d.ts').Report} */
  const report = JSON.parse(await readFile(jsonFile, 'utf8'))
  assert.deepEqual(
    report.cases.map(({ id }) => id),
    ['end-to-end'],
  )
  for (const { lines } of report.cases) {
    assert.deepEqual(new Set(lines.map(({ contestant }) => contestant)), CONTESTANTS)
    for (const { values } of lines) {
      assert.ok((values['jobsPerSecond']?.median ?? 0) > 0)
      assert.ok((values['cpuMicrosPerJob']?.median ?? 0) > 0)
      // The servers' too; where they run elsewhere it cannot be told, which is null in JSON.
      assert.notEqual(values['brokerCpuMicros']?.median, undefined)
      assert.notEqual(values['redisCpuMicros']?.median, undefined)
    }
  }
})
