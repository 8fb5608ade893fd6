import { describe, expect, it, jest } from '@jest/globals'

import type { MessageQueue } from '../../src/index.js'
import { BrokerOffsetStore } from '../../src/offsets/broker-offset-store.js'
import type { RouteTable } from '../../src/routing/route-table.js'
import { deferred } from '../transaction/setup.js'

const at = (topic: string, queueId: number) => ({
  queue: { topic, brokerName: 'a', queueId },
  offset: 1n,
})

function setup() {
  const answers: ReturnType<typeof deferred<boolean>>[] = []
  const commitConsumerOffset = jest.fn((_: string, place: Omit<MessageQueue, 'brokerName'>) => {
    const answer = deferred<boolean>()
    answers.push(answer)
    return answer.promise.then(() => place.queueId === 0)
  })
  /** Of a static topic: the broker that hosts its queues. */
  let host: string | undefined
  const routes = {
    peek: () => host && { publish: { hostBroker: () => host } },
    masterAddress: (name: string) => `${name}:1`,
  }
  const moveTo = (broker: string) => {
    host = broker
  }
  const store = new BrokerOffsetStore({
    brokers: { consumerOffset: () => Promise.resolve(undefined), commitConsumerOffset },
    routes: routes as unknown as RouteTable,
    group: 'G',
  })
  const written = (): string[] =>
    commitConsumerOffset.mock.calls.map(([, { topic, queueId }]) => `${topic}${queueId}`)
  return { store, answers, written, moveTo, commitConsumerOffset }
}

describe('offsets at brokers', () => {
  it('writes the first of a topic alone, and then the others', async () => {
    const { store, answers, written } = setup()
    const writing = store.write([at('S', 0), at('S', 1), at('T', 2), at('S', 3)])
    expect(written()).toEqual(['S0', 'T2'])
    answers[0]!.resolve(true)
    await new Promise(setImmediate)
    expect(written()).toEqual(['S0', 'T2', 'S1', 'S3'])
    for (const answer of answers) answer.resolve(true)
    await writing
    void store.write([at('S', 0), at('S', 1)])
    await new Promise(setImmediate)
    expect(written().slice(4)).toEqual(['S0', 'S1'])
  })

  it('does so at each broker that the queues of a static topic move to', async () => {
    const { store, answers, written, moveTo } = setup()
    moveTo('b')
    const before = store.write([at('S', 0), at('S', 1)])
    answers[0]!.resolve(true)
    await new Promise(setImmediate)
    answers[1]!.resolve(true)
    await before
    moveTo('c')
    const after = store.write([at('S', 0), at('S', 1)])
    await new Promise(setImmediate)
    expect(written().slice(2)).toEqual(['S0'])
    answers[2]!.resolve(true)
    await new Promise(setImmediate)
    expect(written().slice(2)).toEqual(['S0', 'S1'])
    answers[3]!.resolve(true)
    await after
  })

  it('begins anew after a first write that failed', async () => {
    const { store, written, commitConsumerOffset } = setup()
    commitConsumerOffset.mockRejectedValueOnce(new Error('the broker is gone'))
    const writing = store.write([at('S', 0), at('S', 1)])
    await expect(writing).rejects.toThrow('the broker is gone')
    void store.write([at('S', 1), at('S', 0)])
    expect(written()).toEqual(['S0', 'S1'])
  })
})
