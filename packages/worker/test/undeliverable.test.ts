import type { TransportEvent } from '@arq/core'
import { ManualClock, MemoryBroker, MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { setup } from './setup.js'

/** A worker at work, on a transport that tells what the test says. */
async function workerThatHears() {
  const clock = new ManualClock()
  const broker = new MemoryBroker({ clock })
  const transport = new MemoryTransport({ broker })
  const listeners = new Set<(event: TransportEvent) => void>()
  transport.on = (listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  const noop = async function noop() {}
  const bench = await setup({ functions: [noop], transport }, { clock, broker })
  void bench.worker.run()
  await bench.ended(await bench.enqueue(noop))
  const tell = (queueName: string, count = 1) => {
    const event = { type: 'undeliverable', queueName, keptIn: 'kept' } as const
    for (let index = 0; index < count; index += 1) listeners.forEach((listen) => listen(event))
  }
  /** The lines about it since it was last asked. */
  let seen = 0
  const told = () => {
    const lines = bench.log.slice(seen).filter(({ message }) => message.includes('kept in kept'))
    seen = bench.log.length
    return lines.map(({ level, message }) => `${level}: ${message.split(';')[0]}`)
  }
  return { ...bench, clock, tell, told }
}

const line = (count: number, queue: string) =>
  `error: Delayed jobs for ${queue}: ${count} came due, but the queue does not exist any more`

describe('delayed jobs whose queue is gone', () => {
  it('are told of in the log: the first of a queue at once, more of them together each minute', async () => {
    const bench = await workerThatHears()
    bench.tell('a', 1000)
    bench.tell('b')
    expect(bench.told()).toEqual([line(1, 'a'), line(1, 'b')])
    await bench.clock.advance('60s')
    expect(bench.told()).toEqual([line(999, 'a')])
    bench.tell('a', 2)
    expect(bench.told()).toEqual([])
    await bench.clock.advance('60s')
    expect(bench.told()).toEqual([line(2, 'a')])
    await bench.clock.advance('60s')
    bench.tell('a')
    expect(bench.told()).toEqual([line(1, 'a')])
    await bench.close()
  })

  it('are all told of when the worker stops', async () => {
    const bench = await workerThatHears()
    bench.tell('a', 3)
    expect(bench.told()).toEqual([line(1, 'a')])
    await bench.close()
    expect(bench.told()).toEqual([line(2, 'a')])
  })
})
