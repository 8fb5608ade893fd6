import { createClient } from '@arq/client'
import { flow, silentLogger } from '@arq/core'
import { MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { type FlowServers, flowTasks, runKilled, Witness, workerOf } from './flow-bench.js'
import { Mortal } from './flow-kills.js'

function memory(): FlowServers {
  const broker = new MemoryBroker()
  const store = new MemoryResultStore()
  return {
    queueName: 'flows',
    openStore: () => store,
    openTransport: () => new MemoryTransport({ broker }),
  }
}

describe('a flow whose worker dies between any two calls', () => {
  it('runs each parent once, after all its children', async () => {
    const { calls, end, tree } = await runKilled(memory(), {})
    expect(end).toEqual({ value: 116 })
    expect(tree).toEqual([
      ' completed',
      '.1 completed',
      '.2 completed',
      '.3 completed',
      '.4 completed',
    ])
    expect(calls.length).toBeGreaterThan(20)
    for (let call = 1; call <= calls.length; call += 1) {
      for (const when of ['before', 'after'] as const) {
        const killed = await runKilled(memory(), { point: { call, when } })
        const place = `${when} call ${String(call)} of ${calls.join(', ')}`
        expect([place, killed.end]).toEqual([place, { value: 116 }])
        const { witness, jobId } = killed
        expect([place, witness.overlaps]).toEqual([place, []])
        for (const parent of ['', '.2']) {
          const runs = witness.of(`${jobId}${parent}`).map(({ worker }) => worker)
          // Once more where the worker died that ran it.
          expect([place, [...new Set(runs)]]).toEqual([place, runs])
        }
      }
    }
  })
})

describe('a parent of which two messages are under way', () => {
  it('runs once: the message of whoever died before its acknowledgement is not run', async () => {
    const servers = memory()
    const { queueName, openStore, openTransport } = servers
    const witness = new Witness()
    const client = await createClient({
      ...{ transport: openTransport(), resultStore: openStore(), queueName, logger: silentLogger },
    })
    const dying = new Mortal(openStore(), openTransport(), { call: 'publish', when: 'after' }, () =>
      witness.died('first'),
    )
    const first = workerOf(servers, dying.store, dying.transport, flowTasks(witness, 'first'))
    dying.arm()
    void first.run()
    const job = await client.enqueueFlow(
      flow<number>('sum', [10], { children: [flow('leaf', [1])], queueName: 'parents' }),
    )
    await dying.died
    const observer = openTransport()
    await observer.connect()
    const second = workerOf(servers, openStore(), openTransport(), flowTasks(witness, 'second'))
    void second.run()
    while (((await observer.queueInfo('parents'))?.ready ?? 0) < 2) await turn()
    const third = workerOf(
      { queueName: 'parents' },
      openStore(),
      openTransport(),
      flowTasks(witness, 'third'),
    )
    void third.run()
    expect(await job.result({ timeout: '60s' })).toBe(11)
    const isEmpty = ({
      ready,
      unacknowledged,
    }: {
      ready: number
      unacknowledged?: number | undefined
    }) => ready + (unacknowledged ?? 0) === 0
    for (;;) {
      const info = await observer.queueInfo('parents')
      if (info && isEmpty(info)) break
      await turn()
    }
    expect(witness.of(job.jobId).map(({ worker }) => worker)).toEqual(['third'])
    dying.bury()
    await Promise.all([first, second, third].map((worker) => worker.stop()))
    await observer.close()
    await client.close()
  })
})

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
