import { describe, expect, it } from '@jest/globals'

import { Fleet } from './fleet.js'
import { setup } from './setup.js'

/** Shorter than the jobs of a worker take, so that some still wait. */
const GATHER = { timeout: '1s' } as const

describe('workers in processes of their own', () => {
  it('are listed, paused, resumed and drained by a client that knows none of them', async () => {
    const arq = await setup({ functions: [async function nothing() {}] })
    const { rabbitUrl, keyPrefix, queueName, client } = arq
    const settings = { maxConcurrentJobs: 1, prefetchCount: 10 }
    const fleet = new Fleet({ rabbitUrl, keyPrefix, queueName, type: 'quorum', settings })
    try {
      fleet.start(2)
      await fleet.until(() => fleet.linesWith('waiting for jobs').length === 2)
      const long = { function: 'innocent', args: [800] }
      await client.enqueueJobs(Array.from({ length: 10 }, () => long))
      await fleet.until(() => fleet.began.size === 2)

      const { workers, unknownConsumers } = await client.workers(GATHER)
      const ours = workers.filter(({ queues }) => queues.some(({ name }) => name === queueName))
      expect(ours).toHaveLength(2)
      expect(new Set(ours.map(({ pid }) => pid)).size).toBe(2)
      expect(unknownConsumers).toEqual([])

      const paused = await client.pause({ queue: queueName }, GATHER)
      expect(paused.workers).toHaveLength(2)
      await fleet.until(() => fleet.ended.size === fleet.began.size)
      // Nobody has any: what was handed out and not started is back.
      const held = await arq.admin.queueInfo(queueName)
      expect(held?.consumers).toBe(0)
      expect(held?.ready).toBe(10 - fleet.ended.size)

      const [one] = paused.workers
      await client.resume({ queue: queueName }, GATHER)
      const report = await client.drain({ worker: one?.workerId }, { end: true })
      expect(report).toMatchObject({ isDrained: true, ended: [one?.workerId] })
      await fleet.until(() => fleet.ended.size === 10)
      expect([...fleet.began.values()].filter((runs) => runs > 1)).toEqual([])
      // It ended in order, and its supervisor has started another one.
      expect(fleet.linesWith('Drained by request')).toHaveLength(1)
    } finally {
      await fleet.kill()
      await arq.close([])
    }
  })
})
