import { ConfigurationError } from '@arq/core'
import { renderMessage } from '@arq/core/internal'

import { messages } from '../messages.js'
import type { Outbound } from '../publish/outbound.js'
import type { QueueSpec } from '../topology/queue-spec.js'
import type { DelayedOutbound, DelayMechanism } from './delay-mechanism.js'

/**
 * The longest TTL that RabbitMQ takes: 10 × 365 days; one millisecond more closes the channel (measured on 3.10).
 * @see https://www.rabbitmq.com/docs/ttl
 */
const LONGEST_DELAY_MS = 315_360_000_000
const DAY_MS = 86_400_000

/**
 * The Python library's way: one classic queue per target, each message with its own TTL. A message waits at least as
 * long as the one before it in the same queue.
 */
export class CompatDelay implements DelayMechanism {
  delay(outbound: Outbound, dueAtMs: number, nowMs: number): DelayedOutbound {
    checkLength(dueAtMs - nowMs)
    return {
      ...outbound,
      routeAt: (target, leavesAtMs) => {
        const waiting = waitingQueue(target)
        // Whole milliseconds, rounded up: never early. An expiration of 0 is allowed, and ends at once.
        const expiration = String(Math.max(0, Math.ceil(dueAtMs - leavesAtMs)))
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
  if (delayMs <= LONGEST_DELAY_MS) return
  const message = renderMessage(
    messages.delayTooLong({
      days: Math.ceil(delayMs / DAY_MS),
      maxDays: LONGEST_DELAY_MS / DAY_MS,
    }),
  )
  throw new ConfigurationError('message', [{ path: 'dueAtMs', message }])
}
