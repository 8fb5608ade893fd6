import assert from 'node:assert/strict'

import type { TransportCapabilities, TransportEvent } from '@arq/core'

import type { Suite } from '../harness.js'
import type { TransportBench } from './transport-bench.js'

/** A transport tells what it is and what happens to it. */
export function events({ test }: Suite<TransportBench>, claimed: TransportCapabilities): void {
  test('says truly what it can do', async (bench) => {
    const transport = await bench.create()
    assert.deepEqual({ ...transport.capabilities }, { ...claimed })
  })

  test('describes itself in words, without a password', async (bench) => {
    const transport = await bench.create()
    assert.ok(transport.description.length > 0)
    assert.doesNotMatch(transport.description, /:[^/@]+@/, 'a description has no password')
  })

  test('tells a listener that it is connected, and nothing once it stopped listening', async (bench) => {
    const transport = await bench.create()
    const heard: TransportEvent[] = []
    const heardByStopped: TransportEvent[] = []
    transport.on((event) => heard.push(event))
    const stop = transport.on((event) => heardByStopped.push(event))
    stop()
    stop()
    await bench.within('connect', transport.connect())
    await bench.until('connected is told', () => heard.some(({ type }) => type === 'connected'))
    assert.deepEqual(heardByStopped, [])
  })
}
