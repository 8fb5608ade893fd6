import { afterEach, describe, expect, it, jest } from '@jest/globals'

import { countTags } from '../../examples/pull-consumer.js'
import { consumeOrders } from '../../examples/simple-consumer.js'
import { Consumers, Inbox } from './consumers.js'
import { Producers } from './producers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

const producers = new Producers()
const consumers = new Consumers()
afterEach(async () => {
  await consumers.closeAll()
  await producers.closeAll()
})

describe('the example', () => {
  it('pull-consumer counts the messages of a topic by their tags, each time anew', async () => {
    const nameServers = sharedNameServer()
    const producer = await producers.start(nameServers)
    const topic = uniqueName('examples')
    for (const tags of ['a', 'b', 'a', undefined]) await producer.send({ topic, body: 'x', tags })
    const counted = new Map([
      ['a', 2],
      ['b', 1],
      ['none', 1],
    ])
    await expect(countTags(nameServers, topic)).resolves.toEqual(counted)
    await expect(countTags(nameServers, topic)).resolves.toEqual(counted)
  }, 30_000)

  it('simple-consumer handles orders, and puts aside what is none', async () => {
    jest.spyOn(console, 'log').mockImplementation(() => undefined)
    jest.spyOn(console, 'error').mockImplementation(() => undefined)
    const nameServers = sharedNameServer()
    const producer = await producers.start(nameServers)
    const [topic, group] = [uniqueName('examples'), uniqueName('billing')]
    for (const body of ['{"id":"o-1"}', 'no order', '{"id":"o-2"}']) {
      await producer.send({ topic, body, tags: 'paid' })
    }
    const handled: string[] = []
    const stop = new AbortController()
    const dead = new Inbox()
    const ended = consumeOrders({
      ...{ nameServers, topic, group, signal: stop.signal },
      handle: ({ id }) => Promise.resolve(void handled.push(id)),
    })
    const reader = consumers.create(nameServers, { group: uniqueName('readers') })
    reader.subscribe(`%DLQ%${group}`, dead.listener)
    await reader.start()
    await dead.count(1)
    stop.abort()
    await ended
    expect(dead.bodies).toEqual(['no order'])
    expect(handled.sort()).toEqual(['o-1', 'o-2'])
  }, 30_000)
})
