import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'

import { ConsumeHooks } from '../../src/consume/consume-hook.js'
import type { ConsumptionObserver } from '../../src/consume/consumption.js'
import { ListenerCalls } from '../../src/consume/listener-calls.js'
import {
  OrderlyConsumption,
  type OrderlyConsumptionParts,
} from '../../src/consume/orderly-consumption.js'
import { type ConsumeAnswer, suspend } from '../../src/index.js'
import { guardedLogger } from '../../src/log/guarded-logger.js'
import { silentLogger } from '../../src/log/logger.js'
import { ProcessQueue } from '../../src/pull/process-queue.js'
import { pulled } from '../pull/held.js'
import { deferred } from '../transaction/setup.js'

const SILENT = guardedLogger(silentLogger)

beforeEach(
  () =>
    void jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'],
    }),
)
afterEach(() => void jest.useRealTimers())

const settled = () => new Promise(setImmediate)

/** Listeners that end when the test says so; `calls` has the offset and the reconsume times of each. */
function setup(settings: Partial<OrderlyConsumptionParts['settings']> = {}) {
  const calls: string[] = []
  const answers: ((answer: ConsumeAnswer | Promise<ConsumeAnswer>) => void)[] = []
  const observer = {
    onProgress: jest.fn<ConsumptionObserver['onProgress']>(),
    onFailed: jest.fn<ConsumptionObserver['onFailed']>(),
    onSentBack: jest.fn<ConsumptionObserver['onSentBack']>(),
    onSendBackFailed: jest.fn<ConsumptionObserver['onSendBackFailed']>(),
  }
  const lock = { isHeld: true, acquire: jest.fn(() => Promise.resolve(true)) }
  const giveUp = jest.fn<OrderlyConsumptionParts['giveUp']>(() => Promise.resolve())
  const consumption = new OrderlyConsumption({
    calls: new ListenerCalls({
      subscriberOf: () => ({
        kind: 'single',
        listener: {
          consume: ({ queueId, queueOffset, reconsumeTimes }) => {
            const { promise, resolve } = deferred<ConsumeAnswer | Promise<ConsumeAnswer>>()
            calls.push(
              `${queueId}/${queueOffset}${reconsumeTimes > 0 ? ` (${reconsumeTimes})` : ''}`,
            )
            answers.push(resolve)
            return promise as Promise<ConsumeAnswer>
          },
        },
      }),
      group: 'G',
      namespace: undefined,
      hooks: new ConsumeHooks([], SILENT),
      logger: SILENT,
    }),
    settings: { concurrency: 20, autoCommit: true, suspendMs: 1000, ...settings },
    locks: { isHeld: () => lock.isHeld, acquire: lock.acquire },
    giveUp,
    observer,
  })
  const open = (queueId = 0) => ({
    queue: { topic: 'T', brokerName: 'a', queueId },
    processQueue: new ProcessQueue(0n),
  })
  const submit = (from: ReturnType<typeof open>, count: number) => {
    const start = Number(from.processQueue.nextOffset)
    const messages = Array.from({ length: count }, (_, index) =>
      pulled(start + index, 'x', { queueId: from.queue.queueId }),
    )
    from.processQueue.insert(messages, BigInt(start + count))
    consumption.submit(from)
  }
  /** Ends the listener that was called last. */
  const answer = async (value?: ConsumeAnswer | Promise<ConsumeAnswer>) => {
    answers.at(-1)!(value)
    await settled()
  }
  return { consumption, observer, lock, giveUp, calls, answers, open, submit, answer }
}

describe('orderly consumption', () => {
  it('hands out one message of a queue at a time, and queues side by side', async () => {
    const { calls, answers, open, submit } = setup()
    const [a, b] = [open(0), open(1)]
    submit(a, 2)
    submit(b, 1)
    await settled()
    expect(calls).toEqual(['0/0', '1/0'])
    answers[0]!(undefined)
    await settled()
    expect(calls).toEqual(['0/0', '1/0', '0/1'])
    expect(a.processQueue.commitOffset).toBe(1n)
  })

  it('lets queues take turns when there are more than listeners', async () => {
    const { calls, open, submit, answer } = setup({ concurrency: 1 })
    submit(open(0), 2)
    submit(open(1), 2)
    await settled()
    for (let turn = 0; turn < 3; turn += 1) await answer()
    expect(calls).toEqual(['0/0', '1/0', '0/1', '1/1'])
  })

  it('gives the same message again after the wait, and nothing of the queue before', async () => {
    const { calls, open, submit, answer, observer } = setup()
    const queue = open()
    submit(queue, 2)
    await settled()
    await answer(Promise.reject(new Error('broken')))
    expect(observer.onFailed).toHaveBeenCalledTimes(1)
    jest.advanceTimersByTime(999)
    await settled()
    expect(calls).toEqual(['0/0'])
    jest.advanceTimersByTime(1)
    await settled()
    await answer(suspend(10))
    jest.advanceTimersByTime(10)
    await settled()
    await answer('success')
    expect(calls).toEqual(['0/0', '0/0 (1)', '0/0 (2)', '0/1'])
    expect(queue.processQueue.commitOffset).toBe(1n)
  })

  it('gives a message up that failed too often, and goes on with the next one', async () => {
    const { calls, open, submit, answer, giveUp } = setup({ maxReconsumeTimes: 1 })
    const queue = open()
    submit(queue, 2)
    await settled()
    await answer('suspend')
    jest.advanceTimersByTime(1000)
    await settled()
    await answer('suspend')
    expect(giveUp).toHaveBeenCalledTimes(1)
    expect(calls).toEqual(['0/0', '0/0 (1)', '0/1'])
    expect(queue.processQueue.commitOffset).toBe(1n)
  })

  it('keeps a message that cannot be given up', async () => {
    const { calls, open, submit, answer, giveUp, observer } = setup({ maxReconsumeTimes: 0 })
    giveUp.mockRejectedValueOnce(new Error('no broker'))
    submit(open(), 1)
    await settled()
    await answer('suspend')
    expect(observer.onSendBackFailed).toHaveBeenCalledTimes(1)
    jest.advanceTimersByTime(1000)
    await settled()
    expect(calls).toEqual(['0/0', '0/0 (1)'])
  })

  it('commits by hand: everything up to a commit, or everything again after a rollback', async () => {
    const { calls, open, submit, answer } = setup({ autoCommit: false })
    const queue = open()
    submit(queue, 4)
    await settled()
    await answer('success')
    expect(queue.processQueue.commitOffset).toBe(0n)
    await answer('commit')
    expect(queue.processQueue.commitOffset).toBe(2n)
    await answer('success')
    await answer('rollback')
    jest.advanceTimersByTime(1000)
    await settled()
    await answer('success')
    await answer('commit')
    expect(calls).toEqual(['0/0', '0/1', '0/2', '0/3', '0/2', '0/3'])
    expect(queue.processQueue.commitOffset).toBe(4n)
  })

  it('hands out nothing without the lock, and asks for it again', async () => {
    const { calls, open, submit, lock } = setup()
    lock.isHeld = false
    lock.acquire.mockResolvedValueOnce(false)
    submit(open(), 1)
    await settled()
    expect([calls.length, lock.acquire.mock.calls.length]).toEqual([0, 1])
    jest.advanceTimersByTime(3000)
    await settled()
    expect(calls).toEqual(['0/0'])
  })

  it('begins with nothing when it was stopped, or the queue given up, while it waited for the lock', async () => {
    const { calls, consumption, open, submit, lock } = setup()
    lock.isHeld = false
    const locked = [deferred<boolean>(), deferred<boolean>()] as const
    const [dropped, left] = [open(0), open(1)]
    for (const { promise } of locked) lock.acquire.mockReturnValueOnce(promise)
    submit(dropped, 1)
    submit(left, 1)
    dropped.processQueue.isDropped = true
    locked[0].resolve(true)
    await settled()
    const stopped = consumption.stop(1000)
    locked[1].resolve(true)
    await stopped
    expect(calls).toEqual([])
    expect([dropped, left].map(({ processQueue }) => processQueue.waitingCount)).toEqual([1, 1])
  })

  it('commits what a listener ends with while its queue is given up: the lock is still held', async () => {
    const { consumption, open, submit, answer, observer } = setup()
    const queue = open()
    submit(queue, 2)
    await settled()
    queue.processQueue.isDropped = true
    const idle = consumption.whenIdle(queue)
    await answer()
    await idle
    expect(observer.onProgress).toHaveBeenCalledWith(queue)
    expect(queue.processQueue.commitOffset).toBe(1n)
    expect(consumption.runningCount).toBe(0)
  })

  it('lets an old listener end before the queue goes on at another offset, and ignores its answer', async () => {
    const { consumption, calls, open, submit, answer, observer } = setup()
    const old = open()
    submit(old, 1)
    await settled()
    old.processQueue.isDropped = true
    consumption.disown(old)
    const moved = { ...open(), processQueue: new ProcessQueue(50n) }
    submit(moved, 1)
    await settled()
    expect(calls).toEqual(['0/0'])
    await answer()
    expect(observer.onProgress).not.toHaveBeenCalled()
    expect(calls).toEqual(['0/0', '0/50'])
  })
})
