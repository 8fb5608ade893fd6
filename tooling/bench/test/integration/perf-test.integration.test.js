import assert from 'node:assert/strict'
import { test } from 'node:test'

import { openServers } from '../../src/bench-servers.js'
import { perfTest } from '../../src/contestants/perf-test.js'
import { Places } from '../../src/places.js'
import { runTrial } from '../../src/run-trial.js'

const settings = {
  ...{ warmUp: 200, jobs: 800, results: /** @type {const} */ ('none'), prefetch: 100 },
  how: { way: /** @type {const} */ ('single'), inFlight: 100 },
}

test("RabbitMQ's PerfTest publishes and consumes, and each of its messages is counted", async (t) => {
  const reason = await perfTest.whyAbsent?.(settings, () => undefined)
  if (reason !== undefined) return t.skip(`PerfTest: ${reason}`)
  const servers = await openServers(() => undefined)
  const places = new Places(servers)
  t.after(async () => {
    await places.removeAll()
    await servers.stop()
  })
  const options = {
    signal: new AbortController().signal,
    onOutput: () => undefined,
    onProgress: () => undefined,
  }
  for (const scenario of ['enqueue', 'process']) {
    const place = places.open('quorum')
    const trial = { scenario, contestant: /** @type {const} */ ('perf-test'), place, settings }
    if (scenario === 'process') await runTrial({ ...trial, step: 'prepare', sequences: 0 }, options)
    const values = await runTrial({ ...trial, step: 'measure', sequences: 0 }, options)
    assert.ok((values['jobsPerSecond'] ?? 0) > 0, scenario)
  }
})
