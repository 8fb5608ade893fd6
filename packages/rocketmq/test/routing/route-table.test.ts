import { describe, expect, it } from '@jest/globals'

import { guardedLogger } from '../../src/log/guarded-logger.js'
import { silentLogger } from '../../src/log/logger.js'
import { parseTopicRouteData, type TopicRouteData } from '../../src/protocol/route-data.js'
import { RouteTable } from '../../src/routing/route-table.js'
import { routeBody } from '../scripted-cluster.js'

const SILENT = guardedLogger(silentLogger)

const route = (queues: number, address = '10.0.0.1:10911'): TopicRouteData =>
  parseTopicRouteData(routeBody({ 'broker-a': address }, queues), 'T')

function setup(known: Readonly<Record<string, TopicRouteData>> = {}) {
  const topics = new Map(Object.entries(known))
  const clock = { nowMs: 1000 }
  const state = {
    asked: [] as string[],
    failure: undefined as Error | undefined,
    onAsk: async (_topic: string): Promise<unknown> => Promise.resolve(),
  }
  const table = new RouteTable({
    source: {
      topicRoute: async (topic) => {
        state.asked.push(topic)
        await state.onAsk(topic)
        if (state.failure) throw state.failure
        return Promise.resolve(topics.get(topic))
      },
    },
    sourceName: () => '10.0.0.9:9876',
    logger: SILENT,
    ttlMs: 60_000,
    unusedMs: 600_000,
    autoCreateTopicKey: 'TBW102',
    defaultTopicQueueNums: 4,
    nowMs: () => clock.nowMs,
  })
  return { table, topics, clock, state }
}

const settled = () => new Promise(setImmediate)

describe('RouteTable', () => {
  it('asks once, also when many ask at the same time', async () => {
    const { table, state } = setup({ T: route(2) })
    const routes = await Promise.all([1, 2, 3].map(() => table.route('T')))
    await table.route('T')

    expect(state.asked).toEqual(['T'])
    expect(routes[0]?.publish.queues).toHaveLength(2)
    expect(routes[0]).toBe(routes[2])
    expect(table.stats()).toMatchObject({ topics: 1, hits: 1, refreshes: 1 })
  })

  it('serves an old route at once and asks for a new one behind it', async () => {
    const { table, topics, clock } = setup({ T: route(2) })
    await table.route('T')
    topics.set('T', route(8))
    clock.nowMs += 60_001

    expect(table.peek('T')?.publish.queues).toHaveLength(2)
    await settled()
    expect(table.peek('T')?.publish.queues).toHaveLength(8)
  })

  it('sends to a topic that does not exist by the route of the key topic, with fewer queues', async () => {
    const { table, topics, state } = setup({ TBW102: route(8) })
    const provisional = await table.publishRoute('New')

    expect(provisional).toMatchObject({ topic: 'New', isProvisional: true })
    expect(provisional.publish.queues).toEqual(
      [0, 1, 2, 3].map((queueId) => ({ topic: 'New', brokerName: 'broker-a', queueId })),
    )
    await expect(table.route('New')).rejects.toMatchObject({ code: 'ROCKETMQ_TOPIC_NOT_FOUND' })

    topics.set('New', route(8))
    await table.refreshAll()
    expect(table.peek('New')).toMatchObject({ isProvisional: false })
    expect(state.asked.filter((topic) => topic === 'TBW102')).toHaveLength(1)
  })

  it('asks for the key topic once, whatever number of senders wait', async () => {
    const { table, state } = setup({ TBW102: route(8) })
    await Promise.all(['A', 'A', 'B'].map((topic) => table.publishRoute(topic)))

    expect(state.asked.sort()).toEqual(['A', 'B', 'TBW102'])
  })

  it('does not put a provisional route in the place of a real one that came meanwhile', async () => {
    const { table, topics, state } = setup({ TBW102: route(8) })
    state.onAsk = async (topic) => {
      if (topic !== 'TBW102') return
      topics.set('New', route(2))
      await table.refresh('New')
    }

    await expect(table.publishRoute('New')).resolves.toMatchObject({ isProvisional: false })
    expect(table.peek('New')?.publish.queues).toHaveLength(2)
  })

  it('says what to do when neither the topic nor the key topic is there', async () => {
    const { table } = setup()

    await expect(table.publishRoute('New')).rejects.toMatchObject({
      code: 'ROCKETMQ_TOPIC_NOT_FOUND',
      message: expect.stringMatching(/10\.0\.0\.9:9876 .* New, .*autoCreateTopicEnable=true/),
      isRetriable: true,
    })
  })

  it('goes on with what it knows when no name server answers', async () => {
    const { table, state } = setup({ T: route(2) })
    await table.route('T')
    state.failure = new Error('down')
    await table.refreshAll()

    expect((await table.route('T')).publish.queues).toHaveLength(2)
    await expect(table.route('Other')).rejects.toThrow('down')
    expect(table.stats().failedRefreshes).toBe(2)
  })

  it('keeps a route that a restarted name server does not know yet, but not for ever', async () => {
    const { table, topics, clock } = setup({ T: route(2) })
    await table.route('T')
    topics.delete('T')
    await table.refreshAll()
    expect(table.peek('T')).toBeDefined()

    clock.nowMs += 120_001
    table.sweep()
    expect(table.peek('T')).toBeUndefined()
  })

  it('forgets topics that nobody asks for', async () => {
    const { table, clock } = setup({ T: route(2), U: route(2) })
    await table.route('T')
    await table.route('U')
    clock.nowMs += 600_001
    table.peek('U')

    expect(table.sweep()).toBe(1)
    expect(table.topics()).toEqual(['U'])
  })

  it('tells of new and changed routes, not of unchanged ones', async () => {
    const { table, topics } = setup({ T: route(2) })
    const changes: number[] = []
    const off = table.onChange(({ publish }) => changes.push(publish.queues.length))
    await table.refresh('T')
    await table.refresh('T')
    topics.set('T', route(3))
    await table.refresh('T')
    off()
    topics.set('T', route(4))
    await table.refresh('T')

    expect(changes).toEqual([2, 3])
  })

  it('knows the addresses of brokers, and says which it does not know', async () => {
    const { table } = setup({ T: route(2) })
    await table.route('T')

    expect(table.masterAddress('broker-a')).toBe('10.0.0.1:10911')
    expect(table.readAddress('broker-a', 1)).toEqual({ address: '10.0.0.1:10911', isSlave: false })
    expect(() => table.masterAddress('broker-z')).toThrow(/broker broker-z.*not registered/)
  })
})
