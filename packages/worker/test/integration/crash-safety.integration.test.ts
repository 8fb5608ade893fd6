import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { describe, expect, it } from '@jest/globals'

import { Fleet, type FleetOrders } from './fleet.js'
import { serverUrl } from './servers.js'
import { setup } from './setup.js'

interface Case {
  readonly type: 'quorum' | 'classic'
  readonly isStored: boolean
  readonly how: NonNullable<FleetOrders['how']>
}

/** A client of a queue of its own, and workers in processes of their own. */
async function setupFleet({ type, isStored, how }: Case, settings = {}) {
  const arq = await setup({ functions: [async function nothing() {}] }, { type })
  const { rabbitUrl, keyPrefix, queueName } = arq
  const redisUrl = isStored ? serverUrl('ARQ_TEST_REDIS_URL') : undefined
  const fleet = new Fleet({ rabbitUrl, redisUrl, keyPrefix, queueName, type, how, settings })
  const close = async (): Promise<void> => {
    await fleet.kill()
    await arq.close([])
  }
  return { arq, fleet, close }
}

describe('a job that kills its worker', () => {
  it.each<Case>(
    isFullRun
      ? [
          { type: 'quorum', isStored: false, how: 'kill' },
          { type: 'quorum', isStored: true, how: 'exit' },
          { type: 'classic', isStored: false, how: 'memory' },
        ]
      : [{ type: 'quorum', isStored: true, how: 'exit' }],
  )('is parked after three crashes, and the 99 beside it end: %p', async (each) => {
    const { arq, fleet, close } = await setupFleet(each)
    try {
      const innocent = { function: 'innocent', args: [5] }
      const specs = Array.from({ length: 100 }, (_, n) =>
        n === 5 ? { function: 'poison' } : innocent,
      )
      const jobs = await arq.client.enqueueJobs(specs)
      const poison = jobs[5]!
      fleet.start(1)
      const [letter] = await arq.take(`${arq.queueName}.dlq`)
      await fleet.until(() => fleet.ended.size === 99)
      await fleet.stop()
      expect(letter?.headers).toMatchObject({
        'x-job-id': poison.id,
        'x-error-type': 'SuspectedPoison',
        'x-error-code': 'ARQ_JOB_SUSPECTED_POISON',
        'x-error-category': 'non_retriable',
      })
      expect(fleet.deaths).toBe(3)
      expect(fleet.began.get(poison.id)).toBe(3)
      expect(fleet.linesWith('SuspectedPoison')).toHaveLength(1)
      for (const queue of ['', '.dlq'].map((end) => arq.queueName + end)) {
        expect((await arq.admin.queueInfo(queue))?.ready).toBe(0)
      }
      for (const queue of ['again', 'alone'].map((word) => `arq.${word}.${arq.queueName}`)) {
        expect((await arq.admin.queueInfo(queue))?.ready).toBe(0)
      }
      if (each.isStored) {
        const info = { status: 'failed', errorCode: 'ARQ_JOB_SUSPECTED_POISON' }
        // Of its three runs, two were one too many; its end is no run.
        expect(await poison.info()).toMatchObject({ ...info, duplicateRuns: 2 })
      }
    } finally {
      await close()
    }
  })

  it('leaves those in peace that ran beside it for longer than it takes to die', async () => {
    const { arq, fleet, close } = await setupFleet({ type: 'quorum', isStored: false, how: 'kill' })
    try {
      // All in slots at once, and none of them ends before a crash: only alone they tell who did it.
      const beside = { function: 'innocent', args: [500] }
      const specs = Array.from({ length: 10 }, (_, n) =>
        n === 9 ? { function: 'poison' } : beside,
      )
      const jobs = await arq.client.enqueueJobs(specs)
      fleet.start(1)
      const [letter] = await arq.take(`${arq.queueName}.dlq`)
      await fleet.until(() => fleet.ended.size === 9)
      await fleet.stop()
      expect(letter?.headers).toMatchObject({ 'x-job-id': jobs[9]!.id })
      expect(fleet.deaths).toBe(3)
      expect((await arq.admin.queueInfo(`${arq.queueName}.dlq`))?.ready).toBe(0)
    } finally {
      await close()
    }
  })
})
