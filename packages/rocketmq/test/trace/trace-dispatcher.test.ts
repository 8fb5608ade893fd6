import { afterEach, describe, expect, it, jest } from '@jest/globals'

import { guardedLogger } from '../../src/log/guarded-logger.js'
import { silentLogger } from '../../src/log/logger.js'
import type { Message } from '../../src/message/message.js'
import { parseSettings } from '../../src/settings/settings.js'
import { TraceDispatcher } from '../../src/trace/trace-dispatcher.js'
import { traceSchema, type TraceSettings } from '../../src/trace/trace-settings.js'
import { published } from './records.js'

const SILENT = guardedLogger(silentLogger)

const cleanups: (() => Promise<void>)[] = []

/** A sink whose sends end when the test says so. */
function setup(settings: TraceSettings = {}) {
  const messages: Message[] = []
  const open: { resolve: () => void; reject: (error: Error) => void }[] = []
  const dispatcher = new TraceDispatcher({
    settings: parseSettings('Trace settings', traceSchema, settings),
    logger: SILENT,
    send: (message) => {
      messages.push(message)
      return new Promise<void>((resolve, reject) => open.push({ resolve, reject }))
    },
  })
  const append = (count: number) => {
    for (let id = 0; id < count; id += 1) dispatcher.append(published({ msgId: `ID${id}` }))
  }
  const answerAll = () => {
    for (const { resolve } of open.splice(0)) resolve()
  }
  cleanups.push(async () => {
    const closed = dispatcher.close()
    while (open.length > 0) {
      answerAll()
      await turn()
    }
    await closed
  })
  return { dispatcher, messages, open, append, answerAll }
}

const recordsIn = ({ body }: Message) => Buffer.from(body).toString().split('\u0002').length - 1
const turn = () => new Promise(setImmediate)

afterEach(async () => {
  jest.useRealTimers()
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

describe('TraceDispatcher', () => {
  it('sends a full batch at once, to the trace topic, found by ids and keys', () => {
    const { messages, append, dispatcher } = setup({ maxBatchRecords: 3 })
    append(2)
    expect(messages).toEqual([])
    append(1)

    expect(messages.map((message) => [message.topic, recordsIn(message)])).toEqual([
      ['RMQ_SYS_TRACE_TOPIC', 3],
    ])
    expect(messages[0]?.keys).toEqual(['ID0', 'k1', 'k2', 'ID1'])
    expect(dispatcher.stats()).toEqual({ pending: 3, sent: 0, dropped: 0, failed: 0 })
  })

  it('sends what waits once the interval has passed, and again the next time', async () => {
    jest.useFakeTimers()
    const { messages, append, answerAll } = setup()
    append(1)
    await jest.advanceTimersByTimeAsync(4999)
    expect(messages).toHaveLength(0)
    await jest.advanceTimersByTimeAsync(1)
    expect(messages).toHaveLength(1)
    answerAll()
    append(1)
    await jest.advanceTimersByTimeAsync(5000)
    expect(messages).toHaveLength(2)
  })

  it('has few sends under way, and drops and counts what has no room', async () => {
    const { dispatcher, messages, append, answerAll } = setup({
      maxBatchRecords: 10,
      maxPendingRecords: 100,
    })
    append(150)
    expect(messages).toHaveLength(4)
    expect(dispatcher.stats()).toEqual({ pending: 100, sent: 0, dropped: 50, failed: 0 })
    expect(dispatcher.append(published())).toBe(false)

    answerAll()
    await turn()
    expect(messages).toHaveLength(8)
    answerAll()
    await turn()
    answerAll()
    await turn()
    expect(dispatcher.stats()).toEqual({ pending: 0, sent: 100, dropped: 51, failed: 0 })
    expect(dispatcher.append(published())).toBe(true)
  })

  it('counts what could not be sent, and goes on', async () => {
    const { dispatcher, messages, open, append, answerAll } = setup({ maxBatchRecords: 2 })
    append(2)
    open.splice(0).forEach(({ reject }) => reject(new Error('the broker is gone')))
    await turn()
    append(2)
    answerAll()
    await turn()

    expect(messages).toHaveLength(2)
    expect(dispatcher.stats()).toEqual({ pending: 0, sent: 2, dropped: 0, failed: 2 })
  })

  it('sends the rest when it is closed, and takes no more', async () => {
    const { dispatcher, messages, append, answerAll } = setup()
    append(1)
    const closed = dispatcher.close()
    expect(dispatcher.append(published())).toBe(false)
    expect(messages).toHaveLength(1)
    answerAll()
    await closed

    expect(dispatcher.stats()).toEqual({ pending: 0, sent: 1, dropped: 1, failed: 0 })
    expect(dispatcher.close()).toBe(closed)
  })

  it('does not wait for ever at its end: what is left is dropped', async () => {
    const { dispatcher, messages, append } = setup({ closeTimeoutMs: 1, maxBatchRecords: 1 })
    append(6)
    await dispatcher.close()

    expect(messages).toHaveLength(4)
    expect(dispatcher.stats()).toMatchObject({ sent: 0, dropped: 2, pending: 4 })
  })

  it('splits what is larger than a message may be', async () => {
    const { dispatcher, messages, answerAll } = setup({ maxBatchBytes: 1024 })
    for (let index = 0; index < 3; index += 1) {
      dispatcher.append(published({ tags: 'x'.repeat(600) }))
    }
    const closed = dispatcher.close()
    for (let sent = 0; sent < 3; sent += 1) {
      answerAll()
      await turn()
    }
    await closed

    expect(messages.map(recordsIn)).toEqual([1, 1, 1])
  })

  it('sends each region’s records to its own topic in a cloud, or all to the topic that was set', async () => {
    const regions = async (settings: TraceSettings) => {
      const { dispatcher, messages, answerAll } = setup(settings)
      for (const regionId of ['r1', 'r2', 'r1']) dispatcher.append(published({ regionId }))
      const closed = dispatcher.close()
      for (let sent = 0; sent < 2; sent += 1) {
        answerAll()
        await turn()
      }
      await closed
      return messages.map((message) => [message.topic, recordsIn(message)])
    }

    expect(await regions({ channel: 'cloud' })).toEqual([
      ['rmq_sys_TRACE_DATA_r1', 2],
      ['rmq_sys_TRACE_DATA_r2', 1],
    ])
    expect(await regions({ topic: 'traces', channel: 'cloud' })).toEqual([['traces', 3]])
  })
})

describe('trace settings', () => {
  const wrong = (settings: object) => () => parseSettings('Trace settings', traceSchema, settings)

  it('are refused by name, value and limit', () => {
    expect(wrong({ maxBatchRecords: 21 })).toThrow(/maxBatchRecords: must be at most 20, got 21/)
    expect(wrong({ topic: 'a b' })).toThrow(/topic: "a b" may only have letters/)
    expect(wrong({ chanel: 'cloud' })).toThrow(/chanel: unknown key; did you mean channel\?/)
    expect(wrong({ channel: 'x' })).toThrow(/channel: must be "local" or "cloud"/)
  })
})
