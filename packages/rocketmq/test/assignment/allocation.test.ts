import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import {
  allocateAveragely,
  allocateByCircle,
  allocateByConfig,
  allocateByConsistentHash,
  allocateByMachineRoom,
  allocateNearby,
  type AllocationStrategy,
  compareMessageQueues,
  type MessageQueue,
} from '../../src/index.js'

const STRATEGIES: ReadonlyMap<string, AllocationStrategy> = new Map(
  [allocateAveragely, allocateByCircle, allocateByConsistentHash()].map((one) => [one.name, one]),
)

const queuesOf = (count: number): MessageQueue[] =>
  Array.from({ length: count }, (_, index) => ({
    topic: 'T',
    brokerName: index % 2 === 0 ? 'broker-a' : 'broker-b',
    queueId: Math.floor(index / 2),
  })).sort(compareMessageQueues)

const membersOf = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `10.0.0.${index}@${100 + index * 37}#x`).sort()

/** Printed by the Java client's own classes (5.3.3): the places of each member's queues. */
const JAVA: readonly (readonly [queues: number, members: number, name: string, places: string])[] =
  [
    [1, 1, 'AVG', '0'],
    [1, 1, 'AVG_BY_CIRCLE', '0'],
    [1, 1, 'CONSISTENT_HASH', '0'],
    [8, 3, 'AVG', '0 1 2|3 4 5|6 7'],
    [8, 3, 'AVG_BY_CIRCLE', '0 3 6|1 4 7|2 5'],
    [8, 3, 'CONSISTENT_HASH', '6 7|1 2 3|0 4 5'],
    [3, 5, 'AVG', '0|1|2||'],
    [3, 5, 'AVG_BY_CIRCLE', '0|1|2||'],
    [3, 5, 'CONSISTENT_HASH', '|1|0 2||'],
    [16, 4, 'AVG', '0 1 2 3|4 5 6 7|8 9 10 11|12 13 14 15'],
    [16, 4, 'AVG_BY_CIRCLE', '0 4 8 12|1 5 9 13|2 6 10 14|3 7 11 15'],
    [16, 4, 'CONSISTENT_HASH', '10 11|1 2 3 5 6 15|0 8 9 13 14|4 7 12'],
    [7, 7, 'AVG', '0|1|2|3|4|5|6'],
    [7, 7, 'AVG_BY_CIRCLE', '0|1|2|3|4|5|6'],
    [7, 7, 'CONSISTENT_HASH', '6|1 2 3|4 5|||0|'],
  ]

describe('an allocation', () => {
  it.each(JAVA)(
    'of %i queues to %i members by %s is that of Java',
    (count, members, name, places) => {
      const queues = queuesOf(count)
      const clientIds = membersOf(members)
      const own = clientIds.map((clientId) =>
        STRATEGIES.get(name)!
          .allocate({ group: 'g', clientId, queues, clientIds })
          .map((queue) => queues.indexOf(queue))
          .join(' '),
      )
      expect(own.join('|')).toBe(places)
    },
  )

  it.each([...STRATEGIES.values()])(
    'by $name gives each queue to exactly one member',
    (strategy) => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 40 }),
          fc.integer({ min: 1, max: 12 }),
          (count, members) => {
            const queues = queuesOf(count)
            const clientIds = membersOf(members)
            const all = clientIds.flatMap((clientId) =>
              strategy.allocate({ group: 'g', clientId, queues, clientIds }),
            )
            expect([...all].sort(compareMessageQueues)).toEqual(queues)
          },
        ),
      )
    },
  )

  it('by configuration gives the queues that are named, of this topic', () => {
    const queues = queuesOf(4)
    const wanted = [{ ...queues[2]! }, { topic: 'other', brokerName: 'broker-a', queueId: 0 }]
    const clientIds = membersOf(2)
    const strategy = allocateByConfig(wanted)
    expect(strategy.allocate({ group: 'g', clientId: clientIds[0]!, queues, clientIds })).toEqual([
      queues[2],
    ])
  })

  it('by machine room reads only the brokers of those rooms', () => {
    const queues = ['r1@a', 'r1@b', 'r2@a', 'plain'].flatMap((brokerName) =>
      [0, 1].map((queueId) => ({ topic: 'T', brokerName, queueId })),
    )
    const clientIds = membersOf(3)
    const strategy = allocateByMachineRoom(['r1'])
    const own = clientIds.map((clientId) =>
      strategy
        .allocate({ group: 'g', clientId, queues, clientIds })
        .map(({ brokerName, queueId }) => `${brokerName}/${queueId}`),
    )
    // Four queues, three members: the first one gets what is left over, as in Java.
    expect(own).toEqual([['r1@a/0', 'r1@b/1'], ['r1@a/1'], ['r1@b/0']])
  })

  it('nearby stays within the machine room, and shares rooms without a member', () => {
    const queues = ['r1@a', 'r2@a', 'r3@a'].flatMap((brokerName) =>
      [0, 1].map((queueId) => ({ topic: 'T', brokerName, queueId })),
    )
    const clientIds = ['r1-one', 'r2-one', 'r2-two']
    const strategy = allocateNearby(allocateAveragely, {
      roomOfQueue: ({ brokerName }) => brokerName.slice(0, 2),
      roomOfMember: (clientId) => clientId.slice(0, 2),
    })
    const own = clientIds.map((clientId) =>
      strategy
        .allocate({ group: 'g', clientId, queues, clientIds })
        .map(({ brokerName, queueId }) => `${brokerName}/${queueId}`),
    )
    expect(own).toEqual([['r1@a/0', 'r1@a/1', 'r3@a/0'], ['r2@a/0', 'r3@a/1'], ['r2@a/1']])
    expect(strategy.name).toBe('MACHINE_ROOM_NEARBY-AVG')
  })
})
