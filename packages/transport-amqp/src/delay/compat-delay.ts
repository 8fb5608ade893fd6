import { ConfigurationError } from '@arq/core'

import type { DelayedOutbound, Outbound } from '../publish/outbound.js'
import { texts } from '../texts.js'
import { LONGEST_TTL_MS } from '../topology/queue-settings.js'
import type { QueueSpec } from '../topology/queue-spec.js'
import type { DelayMechanism } from './delay-mechanism.js'
import type { DueMoment } from './due-moment.js'

const DAY_MS = 86_400_000

/**
 * The Python library's way: one classic queue per target, each message with its own TTL. A message waits at least as
 * long as the one before it in the same queue.
 */
export class CompatDelay implements DelayMechanism {
  delay(outbound: Outbound, due: DueMoment, nowMs: number): DelayedOutbound {
    checkLength(due.monotonicMs - nowMs)
    return {
      ...outbound,
      routeAt: (target, leavesAtMs) => {
        const waiting = waitingQueue(target)
        // Whole milliseconds, rounded up: never early. An expiration of 0 is allowed, and ends at once.
        const expiration = String(Math.max(0, Math.ceil(due.monotonicMs - leavesAtMs)))
        return {
          exchange: '',
          routingKey: waiting.name,
          queues: [target, waiting],
          properties: { ...outbound.properties, expiration },
        }
      },
    }
  }
}

function waitingQueue(target: QueueSpec): QueueSpec {
  return {
    name: `delay.${target.name}`,
    arguments: { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': target.name },
  }
}

function checkLength(delayMs: number): void {
  if (delayMs <= LONGEST_TTL_MS) return
  const text = texts.delayTooLong({
    days: Math.ceil(delayMs / DAY_MS),
    maxDays: LONGEST_TTL_MS / DAY_MS,
  })
  throw new ConfigurationError('message', [{ path: 'dueAtMs', text }])
}
