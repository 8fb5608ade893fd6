import assert from 'node:assert/strict'

import type { BroadcastSignal, Transport } from '@arq/core'

import type { Suite } from '../harness.js'
import type { TransportBench } from './transport-bench.js'

/** A signal reaches everybody who listens. */
export function broadcasting({ test }: Suite<TransportBench>): void {
  test('reaches every transport that listens, the sender too', async (bench) => {
    const transports = [await bench.connect(), await bench.connect(), await bench.connect()]
    const [sender] = transports
    assert.ok(sender)
    const heard = await Promise.all(transports.map((transport) => listen(bench, transport)))
    const signal = { kind: 'abort', jobId: 'ü/1', nested: { list: [1, null, 'äöü'] } }
    await bench.within('broadcast', sender.broadcast(signal))
    for (const signals of heard) {
      await bench.until('the signal is heard everywhere', () => signals.length > 0)
      assert.deepEqual(plain(signals), [signal])
    }
  })

  test('keeps the order of signals of one sender', async (bench) => {
    const [sender, receiver] = [await bench.connect(), await bench.connect()]
    const signals = await listen(bench, receiver)
    for (let step = 1; step <= 20; step += 1) {
      await bench.within('broadcast', sender.broadcast({ kind: 'step', step }))
    }
    await bench.until(
      () => `20 signals; there were ${signals.length}`,
      () => signals.length === 20,
    )
    assert.deepEqual(
      signals.map((signal) => signal['step']),
      Array.from({ length: 20 }, (_, index) => index + 1),
    )
  })

  test('tells a listener nothing after its release', async (bench) => {
    const transport = await bench.connect()
    const heardByReleased: BroadcastSignal[] = []
    const release = await bench.within(
      'onBroadcast',
      transport.onBroadcast((signal) => heardByReleased.push(signal)),
    )
    const heard = await listen(bench, transport)
    await bench.within('release', release())
    await bench.within('broadcast', transport.broadcast({ kind: 'late' }))
    await bench.until('the other listener hears it', () => heard.length === 1)
    assert.deepEqual(heardByReleased, [])
  })

  test('goes through when nobody listens, and when a listener has closed', async (bench) => {
    const [sender, gone] = [await bench.connect(), await bench.connect()]
    await bench.within('broadcast to nobody', sender.broadcast({ kind: 'anybody' }))
    const signals = await listen(bench, gone)
    await bench.within('close', gone.close())
    await bench.within('broadcast', sender.broadcast({ kind: 'anybody' }))
    await bench.quiet(sender)
    assert.deepEqual(signals, [])
  })
}

async function listen(bench: TransportBench, transport: Transport): Promise<BroadcastSignal[]> {
  const signals: BroadcastSignal[] = []
  await bench.within(
    'onBroadcast',
    transport.onBroadcast((signal) => signals.push(signal)),
  )
  return signals
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
