import { createHash } from 'node:crypto'

import type { MessageQueue } from '../protocol/message-queue.js'
import type { AllocationStrategy } from './allocation-strategy.js'

/** Points of each member on the ring. Source: `AllocateMessageQueueConsistentHash.java`, its default. */
const POINTS_PER_MEMBER = 10

/**
 * Each member has points on a ring of hashes, and a queue belongs to the member whose point follows its own. A member
 * that comes or goes moves only the queues beside its points.
 *
 * Source: apache/rocketmq `client/.../consumer/rebalance/AllocateMessageQueueConsistentHash.java`,
 * `common/.../consistenthash/ConsistentHashRouter.java`.
 */
export function allocateByConsistentHash(
  pointsPerMember: number = POINTS_PER_MEMBER,
): AllocationStrategy {
  return {
    name: 'CONSISTENT_HASH',
    allocate: ({ clientId, queues, clientIds }) => {
      const ring = ringOf(clientIds, pointsPerMember)
      return queues.filter((queue) => memberAt(ring, hash(textOf(queue))) === clientId)
    },
  }
}

interface Point {
  readonly hash: number
  readonly member: string
}

function ringOf(members: readonly string[], pointsPerMember: number): readonly Point[] {
  const byHash = new Map<number, string>()
  for (const member of members) {
    for (let index = 0; index < pointsPerMember; index += 1) {
      byHash.set(hash(`${member}-${index}`), member)
    }
  }
  return [...byHash].map(([at, member]) => ({ hash: at, member })).sort((a, b) => a.hash - b.hash)
}

function memberAt(ring: readonly Point[], at: number): string | undefined {
  return (ring.find((point) => point.hash >= at) ?? ring[0])?.member
}

/** The first four bytes of the MD5 sum. */
function hash(text: string): number {
  return createHash('md5').update(text, 'utf8').digest().readUInt32BE(0)
}

/** Source: apache/rocketmq `common/.../message/MessageQueue.java` (`toString`). */
function textOf({ topic, brokerName, queueId }: MessageQueue): string {
  return `MessageQueue [topic=${topic}, brokerName=${brokerName}, queueId=${queueId}]`
}
