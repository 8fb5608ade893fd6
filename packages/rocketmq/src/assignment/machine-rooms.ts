import { compareCodeUnits } from '../protocol/code-unit-order.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import type { AllocationStrategy } from './allocation-strategy.js'

/**
 * Only brokers of some machine rooms are read, evenly by all members. The room is what stands before the `@` of a
 * broker name: `room1@broker-a`.
 *
 * Source: apache/rocketmq `client/.../consumer/rebalance/AllocateMessageQueueByMachineRoom.java`.
 */
export function allocateByMachineRoom(rooms: readonly string[]): AllocationStrategy {
  const wanted = new Set(rooms)
  return {
    name: 'MACHINE_ROOM',
    allocate: ({ clientId, queues, clientIds }) => {
      const inRooms = queues.filter(({ brokerName }) => {
        const [room = '', ...rest] = brokerName.split('@')
        return rest.length === 1 && wanted.has(room)
      })
      const index = clientIds.indexOf(clientId)
      const size = Math.floor(inRooms.length / clientIds.length)
      const rest = inRooms.length % clientIds.length
      const own = inRooms.slice(size * index, size * (index + 1))
      return [
        ...own,
        ...inRooms.slice(size * clientIds.length).filter((_, i) => i === index && i < rest),
      ]
    },
  }
}

/** Says in which machine room a broker or a member is. */
export interface MachineRoomResolver {
  roomOfQueue(queue: MessageQueue): string
  roomOfMember(clientId: string): string
}

/**
 * Queues are divided by another strategy among the members of their own machine room. The queues of a room that has no
 * member are divided among all members.
 *
 * Source: apache/rocketmq `client/.../consumer/rebalance/AllocateMachineRoomNearby.java`.
 */
export function allocateNearby(
  inner: AllocationStrategy,
  resolver: MachineRoomResolver,
): AllocationStrategy {
  return {
    name: `MACHINE_ROOM_NEARBY-${inner.name}`,
    allocate: (allocation) => {
      const { clientId, queues, clientIds } = allocation
      const queuesByRoom = groupBy(queues, (queue) => resolver.roomOfQueue(queue))
      const membersByRoom = groupBy(clientIds, (member) => resolver.roomOfMember(member))
      const ownRoom = resolver.roomOfMember(clientId)
      const rooms = [...queuesByRoom.keys()].sort(compareCodeUnits)
      const ordered = [ownRoom, ...rooms.filter((room) => room !== ownRoom)]
      return ordered.flatMap((room) => {
        const inRoom = queuesByRoom.get(room)
        const members = room === ownRoom ? membersByRoom.get(room) : clientIds
        const isOthers = room !== ownRoom && membersByRoom.has(room)
        if (inRoom === undefined || members === undefined || isOthers) return []
        return inner.allocate({ ...allocation, queues: inRoom, clientIds: members })
      })
    },
  }
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const value of values) {
    const key = keyOf(value)
    const group = groups.get(key)
    if (group) group.push(value)
    else groups.set(key, [value])
  }
  return groups
}
