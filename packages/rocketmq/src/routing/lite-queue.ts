import { javaHashCode } from '../protocol/java-hash.js'
import type { MessageQueue } from '../protocol/message-queue.js'

/**
 * The queue that messages of a lite topic go to: its broker is the one that brokers take for responsible.
 *
 * Source: apache/rocketmq `broker/.../lite/LiteShardingImpl.java`.
 * @param queues all of the topic above it
 */
export function liteQueue(
  queues: readonly [MessageQueue, ...MessageQueue[]],
  liteTopic: string,
): MessageQueue {
  return queues[consistentHash(BigInt(javaHashCode(liteTopic)), queues.length)] ?? queues[0]
}

/**
 * Which of `count` buckets a value belongs to; one bucket more moves as few values as possible.
 *
 * Source: Guava, `com.google.common.hash.Hashing.consistentHash`.
 */
export function consistentHash(value: bigint, count: number): number {
  let state = BigInt.asUintN(64, value)
  let candidate = 0
  for (;;) {
    state = BigInt.asUintN(64, 2_862_933_555_777_941_757n * state + 1n)
    const random = (Number(state >> 33n) + 1) / 2 ** 31
    const next = Math.floor((candidate + 1) / random)
    if (next >= count) return candidate
    candidate = next
  }
}
