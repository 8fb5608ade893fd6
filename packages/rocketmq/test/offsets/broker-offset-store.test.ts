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
  const routes = { peek: () => undefined, masterAddress: (name: string) => `${name}:1` }
  const store = new BrokerOffsetStore({
    brokers: { consumerOffset: () => Promise.resolve(undefined), commitConsumerOffset },
    routes: routes as unknown as RouteTable,
    group: 'G',
  })
  const written = (): string[] =>
    commitConsumerOffset.mock.calls.map(([, { topic, queueId }]) => `${topic}${queueId}`)
  return { store, answers, written, commitConsumerOffset }
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

  it('begins anew after a first write that failed', async () => {
    const { store, written, commitConsumerOffset } = setup()
    commitConsumerOffset.mockRejectedValueOnce(new Error('the broker is gone'))
    const writing = store.write([at('S', 0), at('S', 1)])
    await expect(writing).rejects.toThrow('the broker is gone')
    void store.write([at('S', 1), at('S', 0)])
    expect(written()).toEqual(['S0', 'S1'])
  })
})
