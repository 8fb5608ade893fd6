import { afterEach, describe, expect, it, jest } from '@jest/globals'

import {
  ConcurrentConsumption,
  type ConcurrentConsumptionParts,
} from '../../src/consume/concurrent-consumption.js'
import { ConsumeHooks } from '../../src/consume/consume-hook.js'
import type { ConsumptionObserver } from '../../src/consume/consumption.js'
import { ListenerCalls } from '../../src/consume/listener-calls.js'
import type { Subscriber } from '../../src/consume/subscriber.js'
import {
  type BatchAnswer,
  type ConsumeContext,
  type MessageExt,
  reconsumeLater,
} from '../../src/index.js'
import { guardedLogger } from '../../src/log/guarded-logger.js'
import { silentLogger } from '../../src/log/logger.js'
import { ProcessQueue } from '../../src/pull/process-queue.js'
import { pulled } from '../pull/held.js'
import { deferred } from '../transaction/setup.js'

const SILENT = guardedLogger(silentLogger)

const QUEUE = { topic: 'T', brokerName: 'a', queueId: 0 }
afterEach(() => void jest.useRealTimers())

/** Listeners that end when the test says so. */
function setup({ batchSize = 1, concurrency = 2, isFailureFinal = false } = {}) {
  const running: {
    offsets: bigint[]
    context: ConsumeContext
    answer: (answer: BatchAnswer | Promise<BatchAnswer>) => void
  }[] = []
  const consume = (messages: readonly MessageExt[], context: ConsumeContext) => {
    const { promise, resolve } = deferred<BatchAnswer | Promise<BatchAnswer>>()
    const offsets = messages.map(({ queueOffset }) => queueOffset)
    running.push({ offsets, context, answer: resolve })
    return promise as Promise<BatchAnswer>
  }
  const subscriber: Subscriber =
    batchSize === 1
      ? {
          kind: 'single',
          listener: { consume: (message, context) => consume([message], context) as never },
        }
      : { kind: 'batch', consume, maxMessages: batchSize }
  const observer = {
    onProgress: jest.fn<ConsumptionObserver['onProgress']>(),
    onFailed: jest.fn<ConsumptionObserver['onFailed']>(),
    onSentBack: jest.fn<ConsumptionObserver['onSentBack']>(),
    onSendBackFailed: jest.fn<ConsumptionObserver['onSendBackFailed']>(),
  }
  const giveBack = jest.fn<ConcurrentConsumptionParts['giveBack']>(() => Promise.resolve())
  const consumption = new ConcurrentConsumption({
    calls: new ListenerCalls({
      subscriberOf: () => subscriber,
      group: 'G',
      namespace: undefined,
      hooks: new ConsumeHooks([], SILENT),
      logger: SILENT,
    }),
    settings: { concurrency, consumeTimeoutMs: 1000 },
    giveBack,
    isFailureFinal,
    observer,
  })
  const from = { queue: QUEUE, processQueue: new ProcessQueue(0n) }
  const submit = (count: number) => {
    const start = Number(from.processQueue.nextOffset)
    const messages = Array.from({ length: count }, (_, index) => pulled(start + index))
    const held = from.processQueue.insert(messages, BigInt(start + count))
    consumption.submit(from, held)
    return held
  }
  return { consumption, running, observer, giveBack, from, submit }
}

const settled = () => new Promise(setImmediate)

describe('concurrent consumption', () => {
  it('runs so many listeners at a time, and starts the next one when one ends', async () => {
    const { consumption, running, submit, from } = setup({ concurrency: 2 })
    submit(4)
    expect([consumption.runningCount, consumption.waitingCount]).toEqual([2, 2])
    running[1]!.answer(undefined)
    await settled()
    expect(running.map(({ offsets }) => offsets)).toEqual([[0n], [1n], [2n]])
    expect(from.processQueue.commitOffset).toBe(0n)
    running[0]!.answer('success')
    await settled()
    expect(from.processQueue.commitOffset).toBe(2n)
  })

  it('gives back what failed, with the delay that was asked for, and then counts it as done', async () => {
    const { running, submit, giveBack, from, observer } = setup({ concurrency: 3 })
    const held = submit(3)
    running[0]!.answer(Promise.reject(new Error('broken')))
    running[1]!.answer(reconsumeLater(5))
    running[2]!.answer(reconsumeLater('deadLetter'))
    await settled()
    expect(giveBack).toHaveBeenCalledTimes(3)
    expect(giveBack).toHaveBeenCalledWith(held[0]!, 'brokerDecides')
    expect(giveBack).toHaveBeenCalledWith(held[1]!, { level: 5 })
    expect(giveBack).toHaveBeenCalledWith(held[2]!, 'deadLetter')
    expect(from.processQueue.commitOffset).toBe(3n)
    expect(observer.onSentBack).toHaveBeenCalledTimes(3)
  })

  it('consumes a message here once more that no broker takes back', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] })
    const { running, submit, giveBack, from, observer } = setup()
    giveBack.mockRejectedValueOnce(new Error('no broker'))
    submit(1)
    running[0]!.answer('reconsumeLater')
    await settled()
    expect(from.processQueue.commitOffset).toBe(0n)
    expect(observer.onSendBackFailed).toHaveBeenCalledTimes(1)
    jest.advanceTimersByTime(5000)
    running[1]!.answer('success')
    await settled()
    expect(from.processQueue.commitOffset).toBe(1n)
  })

  it('hands batches over, and takes only a part of one as consumed', async () => {
    const { running, submit, giveBack, from } = setup({ batchSize: 3 })
    const held = submit(4)
    expect(running.map(({ offsets }) => offsets)).toEqual([[0n, 1n, 2n], [3n]])
    running[0]!.answer({ consumed: 1 })
    await settled()
    expect(giveBack.mock.calls.map(([one]) => one)).toEqual([held[1], held[2]])
    expect(from.processQueue.commitOffset).toBe(3n)
  })

  it('gives nothing back of a queue that was given up, and starts none of its listeners', async () => {
    const { consumption, running, submit, giveBack, from, observer } = setup({ concurrency: 1 })
    submit(2)
    from.processQueue.isDropped = true
    consumption.abort(from)
    expect(running[0]!.context.signal.aborted).toBe(true)
    running[0]!.answer('reconsumeLater')
    await settled()
    expect([running.length, giveBack.mock.calls.length]).toEqual([1, 0])
    expect(observer.onProgress).not.toHaveBeenCalled()
  })

  it('only tells of failures where they are final', async () => {
    const { running, submit, giveBack, from, observer } = setup({ isFailureFinal: true })
    submit(1)
    running[0]!.answer('reconsumeLater')
    await settled()
    expect(giveBack).not.toHaveBeenCalled()
    expect(observer.onFailed).toHaveBeenCalledTimes(1)
    expect(from.processQueue.commitOffset).toBe(1n)
  })

  it('gives back the message of a listener that takes too long, and heeds its answer no more', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] })
    const { consumption, running, submit, giveBack, from } = setup()
    const [held] = submit(1)
    jest.advanceTimersByTime(999)
    await consumption.expire()
    expect(giveBack).not.toHaveBeenCalled()
    jest.advanceTimersByTime(1)
    await consumption.expire()
    expect(giveBack.mock.calls).toEqual([[held, { level: 3 }]])
    expect(running[0]!.context.signal.aborted).toBe(true)
    running[0]!.answer('reconsumeLater')
    await settled()
    expect(giveBack).toHaveBeenCalledTimes(1)
    expect(from.processQueue.commitOffset).toBe(1n)
  })

  it('stops when the running listeners have ended, without starting those that wait', async () => {
    const { consumption, running, submit, from } = setup({ concurrency: 1 })
    submit(3)
    const state = { isStopped: false }
    const stopped = consumption.stop(60_000).then(() => (state.isStopped = true))
    await settled()
    expect(state.isStopped).toBe(false)
    running[0]!.answer('success')
    await stopped
    expect(running).toHaveLength(1)
    expect(from.processQueue.commitOffset).toBe(1n)
  })

  it('stops after its limit, and aborts the listeners that still run', async () => {
    const { consumption, running, submit } = setup({ concurrency: 1 })
    submit(1)
    await consumption.stop(1)
    expect(running[0]!.context.signal.aborted).toBe(true)
  })
})
