import { describe, expect, it, jest } from '@jest/globals'

import { QueueLocks, type QueueLocksParts } from '../../src/assignment/queue-locks.js'
import { guardedLogger } from '../../src/log/guarded-logger.js'
import { silentLogger } from '../../src/log/logger.js'

const SILENT = guardedLogger(silentLogger)

const queueOf = (brokerName: string, queueId = 0) => ({ topic: 'T', brokerName, queueId })

function setup() {
  const clock = { nowMs: 0 }
  const lockQueues = jest.fn<QueueLocksParts['brokers']['lockQueues']>((_, { queues }) =>
    Promise.resolve(queues),
  )
  const unlockQueues = jest.fn<QueueLocksParts['brokers']['unlockQueues']>(() => Promise.resolve())
  const routes = { peek: () => undefined, masterAddress: (name: string) => `${name}:1` }
  const locks = new QueueLocks({
    brokers: { lockQueues, unlockQueues },
    routes: routes as unknown as QueueLocksParts['routes'],
    clientId: 'C',
    group: 'G',
    nowMs: () => clock.nowMs,
    logger: SILENT,
  })
  return { locks, lockQueues, unlockQueues, clock }
}

describe('queue locks', () => {
  it('count for 30 seconds, and again when they are renewed, one request a broker', async () => {
    const { locks, lockQueues, clock } = setup()
    const queues = [queueOf('a', 0), queueOf('a', 1), queueOf('b')]
    for (const queue of queues) await expect(locks.acquire(queue)).resolves.toBe(true)
    clock.nowMs = 20_000
    await locks.renew(queues)
    expect(
      lockQueues.mock.calls.slice(3).map(([address, lock]) => [address, lock.queues.length]),
    ).toEqual([
      ['a:1', 2],
      ['b:1', 1],
    ])
    clock.nowMs = 49_999
    expect(locks.isHeld(queues[0]!)).toBe(true)
    clock.nowMs = 50_000
    expect(locks.isHeld(queues[0]!)).toBe(false)
  })

  it('are not held when somebody else has them, or the broker cannot be asked', async () => {
    const { locks, lockQueues } = setup()
    lockQueues.mockResolvedValueOnce([])
    await expect(locks.acquire(queueOf('a'))).resolves.toBe(false)
    lockQueues.mockRejectedValueOnce(new Error('gone'))
    await expect(locks.acquire(queueOf('a'))).resolves.toBe(false)
  })

  it('are lost at once when a renewal says so', async () => {
    const { locks, lockQueues } = setup()
    const queue = queueOf('a')
    await locks.acquire(queue)
    lockQueues.mockResolvedValueOnce([])
    await locks.renew([queue])
    expect(locks.isHeld(queue)).toBe(false)
  })

  it('are given back once, and only those that are held', async () => {
    const { locks, unlockQueues } = setup()
    const queue = queueOf('a')
    await locks.acquire(queue)
    await locks.release(queue)
    await locks.release(queue)
    expect(unlockQueues.mock.calls).toEqual([
      ['a:1', { consumerGroup: 'G', clientId: 'C', queues: [queue] }],
    ])
    expect(locks.isHeld(queue)).toBe(false)
  })
})
