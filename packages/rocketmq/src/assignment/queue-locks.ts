import type { BrokerClient } from '../broker/broker-client.js'
import type { TextLogger } from '../log/guarded-logger.js'
import { type MessageQueue, messageQueueKey } from '../protocol/message-queue.js'
import type { RouteTable } from '../routing/route-table.js'
import { texts } from '../texts/texts.js'

export interface QueueLocksParts {
  readonly brokers: Pick<BrokerClient, 'lockQueues' | 'unlockQueues'>
  readonly routes: RouteTable
  readonly clientId: string
  /** With the namespace. */
  readonly group: string
  /** Milliseconds of a clock that never jumps. */
  readonly nowMs: () => number
  readonly logger: TextLogger
}

/** How often locks are renewed. Source: ProcessQueue.java (`REBALANCE_LOCK_INTERVAL`). */
export const LOCK_RENEWAL_MS = 20_000
/** How long a lock counts here without renewal; at the broker 60 s. Source: ProcessQueue.java (`REBALANCE_LOCK_MAX_LIVE_TIME`). */
const LOCK_LIFE_MS = 30_000

/**
 * Locks queues at their brokers for this member: orderly consumption hands out messages of a queue only while it is
 * locked.
 *
 * Source: apache/rocketmq `client/.../impl/consumer/RebalanceImpl.java` (`lock`, `lockAll`, `unlock`).
 */
export class QueueLocks {
  readonly #parts: QueueLocksParts
  /** When each queue was last locked. */
  readonly #lockedAtMs = new Map<string, number>()

  constructor(parts: QueueLocksParts) {
    this.#parts = parts
  }

  isHeld(queue: MessageQueue): boolean {
    const lockedAtMs = this.#lockedAtMs.get(messageQueueKey(queue))
    return lockedAtMs !== undefined && this.#parts.nowMs() - lockedAtMs < LOCK_LIFE_MS
  }

  /** Returns whether this member has the lock now. Never rejects: a broker that cannot be asked has not given it. */
  async acquire(queue: MessageQueue): Promise<boolean> {
    await this.#lock(this.#hostOf(queue), [queue])
    return this.isHeld(queue)
  }

  /** Renews the locks of queues, one request for each broker. Never rejects. */
  async renew(queues: readonly MessageQueue[]): Promise<void> {
    const hosts = new Set(queues.map((queue) => this.#hostOf(queue)))
    const renewals = [...hosts].map((host) =>
      this.#lock(
        host,
        queues.filter((queue) => this.#hostOf(queue) === host),
      ),
    )
    await Promise.all(renewals)
  }

  /** Gives a lock back. Never rejects: a broker that does not hear it lets the lock run out. */
  async release(queue: MessageQueue): Promise<void> {
    const { brokers, routes, clientId, group, logger } = this.#parts
    if (!this.#lockedAtMs.delete(messageQueueKey(queue))) return
    try {
      const address = routes.masterAddress(this.#hostOf(queue))
      await brokers.unlockQueues(address, { consumerGroup: group, clientId, queues: [queue] })
    } catch (error) {
      logger.warn(texts.logLockNotReturned(), { queue, error })
    }
  }

  async #lock(brokerName: string, queues: readonly MessageQueue[]): Promise<void> {
    const { brokers, routes, clientId, group, nowMs, logger } = this.#parts
    const askedAtMs = nowMs()
    try {
      const address = routes.masterAddress(brokerName)
      const lock = { consumerGroup: group, clientId, queues }
      const locked = new Set((await brokers.lockQueues(address, lock)).map(messageQueueKey))
      for (const queue of queues) {
        const key = messageQueueKey(queue)
        // From when it was asked for: the broker has locked it after that.
        if (locked.has(key)) this.#lockedAtMs.set(key, askedAtMs)
        else if (this.#lockedAtMs.delete(key)) logger.warn(texts.logLockLost(), { queue })
      }
    } catch (error) {
      logger.warn(texts.logNotLocked(), { brokerName, error })
    }
  }

  #hostOf(queue: MessageQueue): string {
    const route = this.#parts.routes.peek(queue.topic)
    return route?.publish.hostBroker(queue) ?? queue.brokerName
  }
}
