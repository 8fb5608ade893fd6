import { describe, expect, it } from '@jest/globals'

import { readRouteResponse, routeRequest } from '../../src/protocol/requests/route.js'
import { isSameRoute } from '../../src/protocol/route-data.js'
import { limitQueues, publishQueues } from '../../src/routing/publish-queues.js'
import { readAddress, subscribeQueues } from '../../src/routing/subscribe-queues.js'
import { ABOUT, answer } from '../protocol/answers.js'
import { route, TWO_BROKERS } from './routes.js'

const names = (queues: readonly { brokerName: string; queueId: number }[]) =>
  queues.map(({ brokerName, queueId }) => `${brokerName}/${queueId}`)

describe('a route', () => {
  it('is read from a name server that quotes no broker ids', () => {
    expect(routeRequest('t')).toEqual({
      code: 105,
      ext: { topic: 't', acceptStandardJsonOnly: 'true' },
    })
    const body =
      '{"brokerDatas":[{"brokerAddrs":{0:"10.0.0.1:10911"},"brokerName":"b","cluster":"C","enableActingMaster":false}],"filterServerTable":{},"queueDatas":[{"brokerName":"b","perm":6,"readQueueNums":4,"topicSysFlag":0,"writeQueueNums":4}]}'
    expect(readRouteResponse(answer({ body }), ABOUT)).toEqual({
      queueDatas: [
        { brokerName: 'b', perm: 6, readQueueNums: 4, writeQueueNums: 4, topicSysFlag: 0 },
      ],
      brokerDatas: [
        {
          cluster: 'C',
          brokerName: 'b',
          brokerAddrs: new Map([[0, '10.0.0.1:10911']]),
          zoneName: undefined,
          enableActingMaster: false,
        },
      ],
      orderTopicConf: undefined,
      topicQueueMappingByBroker: new Map(),
    })
  })

  it('of an unknown topic is undefined; another failure is an error', () => {
    expect(readRouteResponse(answer({ code: 17 }), ABOUT)).toBeUndefined()
    expect(() => readRouteResponse(answer({ code: 1 }), ABOUT)).toThrow('GET_ROUTEINFO_BY_TOPIC')
    expect(() => readRouteResponse(answer({ body: '{"queueDatas":[{}]}' }), ABOUT)).toThrow(
      'brokerName is missing',
    )
  })

  it('is the same in whatever order it is told', () => {
    const turned = route(
      [
        { brokerName: 'a', readQueueNums: 2, writeQueueNums: 2 },
        { brokerName: 'b', readQueueNums: 2, writeQueueNums: 2 },
      ],
      [
        { brokerName: 'a', brokerAddrs: { 0: 'a:1', 1: 'a:2' } },
        { brokerName: 'b', brokerAddrs: { 0: 'b:1' } },
      ],
    )
    expect(isSameRoute(TWO_BROKERS, turned)).toBe(true)
    expect(isSameRoute(TWO_BROKERS, limitQueues(turned, 1))).toBe(false)
  })
})

describe('the queues to send to', () => {
  it('are those of all brokers, in the order of their names', () => {
    const { queues, masters, isOrderTopic } = publishQueues('t', TWO_BROKERS)
    expect(names(queues)).toEqual(['a/0', 'a/1', 'b/0', 'b/1'])
    expect([...masters]).toEqual([
      ['a', 'a:1'],
      ['b', 'b:1'],
    ])
    expect(isOrderTopic).toBe(false)
  })

  it('leave out brokers that may not be written to, or have no master', () => {
    const three = route(
      ['a', 'b', 'c'].map((brokerName) => ({
        brokerName,
        perm: brokerName === 'a' ? 4 : 6,
        readQueueNums: 1,
        writeQueueNums: 1,
      })),
      ['a', 'b', 'c'].map((brokerName) => ({
        brokerName,
        brokerAddrs: { [brokerName === 'b' ? 1 : 0]: 'x:1' },
      })),
    )
    expect(names(publishQueues('t', three).queues)).toEqual(['c/0'])
    expect(names(subscribeQueues('t', three))).toEqual(['a/0', 'b/0', 'c/0'])
  })

  it('are those of orderTopicConf where there is one', () => {
    const ordered = route([], [], { orderTopicConf: 'b:1;a:2;' })
    const { queues, isOrderTopic } = publishQueues('t', ordered)
    expect(names(queues)).toEqual(['b/0', 'a/0', 'a/1'])
    expect(isOrderTopic).toBe(true)
    const broken = route([], [], { orderTopicConf: 'a' })
    expect(() => publishQueues('t', broken)).toThrow('"a" is not broker:count')
  })

  it('of a topic that does not exist yet are at most as many as it is to have', () => {
    const eight = route(
      [{ brokerName: 'a', readQueueNums: 8, writeQueueNums: 8, perm: 7 }],
      [{ brokerName: 'a', brokerAddrs: { 0: 'a:1' } }],
    )
    expect(publishQueues('new', limitQueues(eight, 4)).queues).toHaveLength(4)
    expect(publishQueues('new', limitQueues(eight, 16)).queues).toHaveLength(8)
  })
})

describe('whom to read from', () => {
  const servers = new Map([
    [0, 'm:1'],
    [2, 's:1'],
  ])

  it('is the server asked for, else the next, else any', () => {
    expect(readAddress(servers)).toEqual({ address: 'm:1', isSlave: false })
    expect(readAddress(servers, 2)).toEqual({ address: 's:1', isSlave: true })
    expect(readAddress(servers, 1)).toEqual({ address: 's:1', isSlave: true })
    expect(readAddress(servers, 3)).toEqual({ address: 'm:1', isSlave: false })
  })

  it('is nobody when only one will do and that one is gone', () => {
    expect(readAddress(servers, 1, true)).toBeUndefined()
    expect(readAddress(new Map())).toBeUndefined()
  })
})

describe('a static topic', () => {
  const mapping = (bname: string, epoch: number, currIdMap: Record<number, number>) => ({
    topic: 't',
    scope: '__global__',
    totalQueues: 4,
    bname,
    epoch,
    dirty: false,
    currIdMap,
  })
  const moved = route(
    [],
    [
      { brokerName: 'a', brokerAddrs: { 0: 'a:1' } },
      { brokerName: 'b', brokerAddrs: { 0: 'b:1' } },
    ],
    {
      topicQueueMappingByBroker: {
        a: mapping('a', 10, { 0: 0, 1: 1 }),
        b: mapping('b', 11, { 1: 0, 2: 1 }),
      },
    },
  )

  it('can be compared with what it was before', () => {
    const { topicQueueMappingByBroker: mappings, ...rest } = moved
    const later = new Map([...mappings].map(([name, value]) => [name, { ...value, epoch: 12n }]))
    expect(isSameRoute(moved, { ...rest, topicQueueMappingByBroker: new Map(mappings) })).toBe(true)
    expect(isSameRoute(moved, { ...rest, topicQueueMappingByBroker: later })).toBe(false)
  })

  it('has logical queues, hosted by the broker of the latest epoch or by nobody', () => {
    const { queues, hostBroker, isStatic } = publishQueues('t', moved)
    expect(isStatic).toBe(true)
    expect(names(queues)).toEqual([0, 1, 2, 3].map((id) => `__syslo__global__/${id}`))
    expect(queues.map(hostBroker)).toEqual(['a', 'b', 'b', undefined])
    expect(names(subscribeQueues('t', moved))).toEqual(names(queues))
  })
})
