import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'

import type { LiveEvent, OperationView, Sample } from '../../src/contract/index.js'
import {
  type Connection,
  LiveFeed,
  type Stream,
  type StreamListener,
} from '../../ui/src/server/live-feed.js'
import { afterEvent, NOTHING_YET, withEarlierSamples } from '../../ui/src/server/live-state.js'

const sample = (at: string) => ({ at }) as Sample
const operation = (part: Partial<OperationView>) =>
  ({ id: 'a', startedAt: '2026-01-01', state: 'running', ...part }) as OperationView

describe('the state of what is live', () => {
  it('keeps the latest of each topic', () => {
    const first: LiveEvent = { type: 'sample', sample: sample('1') }
    const state = [first, first, { type: 'sample', sample: sample('2') } as const].reduce(
      afterEvent,
      NOTHING_YET,
    )
    expect(state.samples.map(({ at }) => at)).toEqual(['1', '2'])
  })

  it('puts the samples of before in front of those that came meanwhile', () => {
    const now = afterEvent(NOTHING_YET, { type: 'sample', sample: sample('3') })
    const state = withEarlierSamples(now, [sample('1'), sample('2'), sample('3')])
    expect(state.samples.map(({ at }) => at)).toEqual(['1', '2', '3'])
  })

  it('follows an operation, and keeps the newest first', () => {
    const events: readonly LiveEvent[] = [
      { type: 'operation', operation: operation({ id: 'a' }) },
      { type: 'operation', operation: operation({ id: 'b', startedAt: '2026-01-02' }) },
      { type: 'operation', operation: operation({ id: 'a', state: 'done' }) },
    ]
    const { operations } = events.reduce(afterEvent, NOTHING_YET)
    expect(operations.map(({ id, state }) => [id, state])).toEqual([
      ['b', 'running'],
      ['a', 'done'],
    ])
  })

  it('forgets a trouble when its topic is there again', () => {
    const message = 'the broker does not answer'
    const trouble = { type: 'trouble', topic: 'alarms', code: 'x', message } as const
    const ill = afterEvent(NOTHING_YET, trouble)
    expect(ill.troubles).toEqual({ alarms: message })
    const alarms = {
      at: '1',
      findings: [],
      counts: { problems: 0, warnings: 0, unknown: 0, ok: 1 },
    }
    expect(afterEvent(ill, { type: 'alarms', alarms }).troubles).toEqual({})
  })
})

class FakeStream implements Stream {
  isClosed = false
  readonly #listener: StreamListener
  constructor(listener: StreamListener) {
    this.#listener = listener
  }
  close() {
    this.isClosed = true
  }
  say(event: LiveEvent) {
    this.#listener.onMessage(JSON.stringify(event))
  }
  fail(isForGood: boolean) {
    this.#listener.onBreak(isForGood)
  }
}

const NEWS: LiveEvent = { type: 'jobGone', jobId: 'a' }

describe('LiveFeed', () => {
  beforeEach(() => {
    jest.useFakeTimers()
  })
  afterEach(() => {
    jest.useRealTimers()
  })

  function setup(poll: () => Promise<readonly LiveEvent[]> = () => Promise.resolve([NEWS])) {
    const streams: FakeStream[] = []
    const connections: Connection[] = []
    const events: LiveEvent[] = []
    let polls = 0
    const feed = new LiveFeed(
      {},
      {
        open: (_query, listener) => {
          const stream = new FakeStream(listener)
          streams.push(stream)
          return stream
        },
        poll: () => {
          polls += 1
          return poll()
        },
        pollEveryMs: 1_000,
        onEvent: (event) => events.push(event),
        onConnection: (connection) => connections.push(connection),
      },
    )
    const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms)
    return { feed, streams, connections, events, pass, polls: () => polls }
  }

  it('takes what is pushed, and asks for nothing', async () => {
    const { streams, connections, events, pass, polls } = setup()
    streams[0]?.say(NEWS)
    await pass(60_000)
    expect(connections).toEqual(['live'])
    expect(events).toEqual([NEWS])
    expect(polls()).toBe(0)
  })

  it('asks when a proxy holds the stream back, and stops when it comes', async () => {
    const { streams, connections, pass, polls } = setup()
    await pass(6_000)
    expect(connections).toEqual(['polling'])
    await pass(2_000)
    expect(polls()).toBe(3)
    streams[0]?.say(NEWS)
    await pass(10_000)
    expect(polls()).toBe(3)
    expect(connections.at(-1)).toBe('live')
  })

  it('asks at once when the stream breaks off, and says when nobody answers', async () => {
    const { streams, connections, pass } = setup(() => Promise.reject(new Error('away')))
    streams[0]?.say(NEWS)
    streams[0]?.fail(false)
    await pass(0)
    expect(connections).toEqual(['live', 'lost'])
  })

  it('opens a stream that was refused anew', async () => {
    const { streams, pass } = setup()
    streams[0]?.fail(true)
    await pass(15_000)
    expect(streams).toHaveLength(2)
    streams[1]?.say(NEWS)
    expect(streams[0]?.isClosed).toBe(true)
  })

  it('tries at once when the reader wants it', async () => {
    const { feed, streams, pass, polls } = setup()
    streams[0]?.say(NEWS)
    feed.tryNow()
    await pass(0)
    expect(polls()).toBe(1)
    expect(streams).toHaveLength(2)
  })

  it('says nothing more once it is closed', async () => {
    const { feed, streams, connections, pass } = setup()
    feed.close()
    streams[0]?.fail(true)
    await pass(60_000)
    expect(connections).toEqual([])
    expect(streams).toHaveLength(1)
  })
})
