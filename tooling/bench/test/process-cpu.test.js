import assert from 'node:assert/strict'
import { test } from 'node:test'

import { parseCpuMicros, serverCpuMicros } from '../src/measure/process-cpu.js'

/** @param {string} name */
const statOf = (name) => `42 (${name}) S 1 42 42 0 -1 4194560 900 0 3 0 250 50 7 8 20 0 9 0 100`

test('CPU time is that of user and system together, whatever the name holds', () => {
  assert.equal(parseCpuMicros(statOf('beam.smp'), 'beam'), 3_000_000)
  assert.equal(parseCpuMicros(statOf('beam) S (1'), 'beam'), 3_000_000)
})

test('what cannot be told is not a figure', () => {
  // A pid out of a container is another program's here: this process is no broker.
  assert.equal(parseCpuMicros(statOf('node'), 'beam'), Number.NaN)
  assert.equal(serverCpuMicros(process.pid, 'broker'), Number.NaN)
  assert.equal(serverCpuMicros(process.pid, 'redis'), Number.NaN)
  assert.equal(serverCpuMicros(undefined, 'broker'), Number.NaN)
})
