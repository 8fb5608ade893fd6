import { describe, expect, it, jest } from '@jest/globals'

import type { StopSignal } from '../../src/flow/stop-signal.js'
import type { BrokerError } from '../../src/index.js'
import type { MessageExt } from '../../src/index.js'
import type { PullResult } from '../../src/protocol/requests/pull.js'
import { responseError } from '../../src/protocol/response-error.js'
import { type HeldMessage, ProcessQueue } from '../../src/pull/process-queue.js'
import { PullLoop, type PullObserver } from '../../src/pull/pull-loop.js'
import { deferred } from '../transaction/setup.js'
import { pulled } from './held.js'

const QUEUE = { topic: 'T', brokerName: 'a', queueId: 0 }

const found = (messages: MessageExt[], nextBeginOffset: bigint): PullResult => ({
  status: 'found',
  messages,
  nextBeginOffset,
  minOffset: 0n,
  maxOffset: 100n,
  suggestWhichBrokerId: 0,
})

/** A broker that answers pulls one by one, when the test says so. */
function setup({ maxMessages = 1000, afterErrorMs = 1 } = {}) {
  const processQueue = new ProcessQueue(0n)
  const questions: { offset: bigint; signal: StopSignal; answer: (r: PullResult) => void }[] = []
  const waiting: (() => void)[] = []
  const asked = async (count: number) => {
    while (questions.length < count) await new Promise<void>((resolve) => waiting.push(resolve))
    return questions[count - 1]!
  }
  const pull = jest.fn((offset: bigint, signal: StopSignal): Promise<PullResult> => {
    const { promise, resolve } = deferred<PullResult>()
    questions.push({ offset, signal, answer: resolve })
    for (const tell of waiting.splice(0)) tell()
    return promise
  })
  const observer = {
    onMessages: jest.fn<PullObserver['onMessages']>(),
    onProgress: jest.fn<PullObserver['onProgress']>(),
    onOffsetMoved: jest.fn<PullObserver['onOffsetMoved']>(),
    onFull: jest.fn<PullObserver['onFull']>(),
    onError: jest.fn<PullObserver['onError']>(),
    onUnknownSubscription: jest.fn(() => Promise.resolve()),
  }
  const loop = new PullLoop({
    queue: QUEUE,
    processQueue,
    limits: { maxMessages, maxBytes: Infinity, maxSpan: Infinity },
    timing: { intervalMs: 0, afterErrorMs },
    pull,
    observer,
  })
  const heldIn = (call: number): readonly HeldMessage[] => observer.onMessages.mock.calls[call]![0]
  return { processQueue, pull, asked, observer, loop, heldIn }
}

const refused = (code: number): BrokerError =>
  responseError(11, { code, remark: '' }, { address: 'a:1' })

/** Messages are handed on in the turn after the one that brought them. */
const handedOn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

describe('a pull loop', () => {
  it('pulls from where the last pull ended', async () => {
    const { loop, asked, heldIn } = setup()
    loop.start()
    ;(await asked(1)).answer(found([pulled(0), pulled(1)], 2n))
    expect((await asked(2)).offset).toBe(2n)
    await handedOn()
    expect(heldIn(0).map(({ message }) => message.queueOffset)).toEqual([0n, 1n])
    loop.stop()
  })

  it('asks for more before it hands on what came', async () => {
    const { loop, asked, observer, pull } = setup()
    const pulls: number[] = []
    observer.onMessages.mockImplementation(() => void pulls.push(pull.mock.calls.length))
    loop.start()
    ;(await asked(1)).answer(found([pulled(0)], 1n))
    await handedOn()
    expect(pulls).toEqual([2])
    loop.stop()
  })

  it('counts its time anew with each pull: one that pulls all the time is not stalled', async () => {
    const { loop, asked } = setup()
    loop.start()
    const first = await asked(1)
    await new Promise((resolve) => setTimeout(resolve, 30))
    const waitedMs = loop.inPhaseMs
    first.answer(found([], 1n))
    const answeredMs = performance.now()
    await asked(2)
    expect([loop.phase, waitedMs > 20]).toEqual(['pulling', true])
    expect(loop.inPhaseMs).toBeLessThanOrEqual(performance.now() - answeredMs)
    loop.stop()
  })

  it('moves the offset past messages that were filtered out, once nothing is held', async () => {
    const { loop, asked, observer } = setup()
    loop.start()
    ;(await asked(1)).answer({ ...found([], 7n), status: 'noMatch' })
    await asked(2)
    expect(observer.onProgress).toHaveBeenCalledWith(7n)
    loop.stop()
  })

  it('waits when it holds enough, and goes on when there is room', async () => {
    const { loop, asked, observer, processQueue, heldIn, pull } = setup({ maxMessages: 2 })
    loop.start()
    ;(await asked(1)).answer(found([pulled(0), pulled(1)], 2n))
    await handedOn()
    expect([loop.phase, pull.mock.calls.length]).toEqual(['full', 1])
    expect(observer.onFull).toHaveBeenCalledWith('messages')
    processQueue.complete(heldIn(0)[1]!)
    expect((await asked(2)).offset).toBe(2n)
    loop.stop()
  })

  it('asks again after an error, and tells brokers the subscription they do not know', async () => {
    const { loop, asked, observer, pull } = setup()
    pull.mockRejectedValueOnce(refused(25))
    loop.start()
    await asked(1)
    expect(observer.onError).toHaveBeenCalledWith(
      expect.objectContaining({ code: 'ROCKETMQ_SUBSCRIPTION_UNKNOWN' }),
    )
    expect(observer.onUnknownSubscription).toHaveBeenCalledTimes(1)
    loop.stop()
  })

  it('ends when the broker says that the offset is wrong', async () => {
    const { loop, asked, observer } = setup()
    loop.start()
    ;(await asked(1)).answer({ ...found([], 42n), status: 'offsetIllegal' })
    await new Promise(setImmediate)
    expect(observer.onOffsetMoved).toHaveBeenCalledWith(42n)
    expect(loop.phase).toBe('stopped')
  })

  it('takes nothing more once it is stopped', async () => {
    const { loop, asked, observer, processQueue } = setup()
    loop.start()
    const question = await asked(1)
    loop.stop()
    expect(question.signal.aborted).toBe(true)
    question.answer(found([pulled(0)], 1n))
    await new Promise(setImmediate)
    expect(observer.onMessages).not.toHaveBeenCalled()
    expect(processQueue.nextOffset).toBe(0n)
  })

  it('hands on nothing of a queue that was given up since the pull: it is pulled again elsewhere', async () => {
    const { loop, asked, observer, processQueue } = setup()
    loop.start()
    ;(await asked(1)).answer(found([pulled(0)], 1n))
    await asked(2)
    processQueue.isDropped = true
    loop.stop()
    await handedOn()
    expect(observer.onMessages).not.toHaveBeenCalled()
  })

  it('begins no pull while it is paused', async () => {
    const { loop, asked, pull } = setup()
    loop.pause()
    loop.start()
    await new Promise(setImmediate)
    expect([loop.phase, pull.mock.calls.length]).toEqual(['paused', 0])
    loop.resume()
    await asked(1)
    loop.stop()
  })
})
