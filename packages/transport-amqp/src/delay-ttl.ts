import { ConfigurationError } from '@arq/core'
import { renderMessage } from '@arq/core/internal'

import type { DelayMechanism, DelayRoute } from './delay.js'
import { messages } from './messages.js'
import type { QueueSpec } from './topology.js'

/**
 * The longest TTL that RabbitMQ takes: 10 × 365 days; one millisecond more closes the channel (measured on 3.10).
 * @see https://www.rabbitmq.com/docs/ttl
 */
const LONGEST_DELAY_MS = 315_360_000_000
const DAY_MS = 86_400_000

// Delays that differ by less share a queue: what is left of "10s" differs by a few milliseconds from job to job.
const FINEST_STEP_MS = 5

/** The next longer wait that has a queue: late by less than 1 %, or by less than 5 ms, and never early. */
function sharedLength(delayMs: number): number {
  const stepMs = Math.max(FINEST_STEP_MS, 10 ** (Math.floor(Math.log10(delayMs)) - 2))
  return Math.min(Math.ceil(delayMs / stepMs) * stepMs, LONGEST_DELAY_MS)
}

/**
 * Delays by a durable quorum queue per target and length, whose messages expire into the target. As all of a queue
 * wait equally long, a short delay never waits behind a long one. No `x-expires`: it would drop what still waits.
 */
export class TtlDelay implements DelayMechanism {
  route(target: QueueSpec, delayMs: number): DelayRoute {
    checkLength(delayMs)
    const lengthMs = sharedLength(delayMs)
    const name = `arq.delay.${target.name}.${lengthMs}`
    const waiting: QueueSpec = {
      name,
      arguments: {
        'x-queue-type': 'quorum',
        'x-message-ttl': lengthMs,
        'x-dead-letter-exchange': '',
        'x-dead-letter-routing-key': target.name,
        // The message leaves the waiting queue only once the target has confirmed it.
        'x-dead-letter-strategy': 'at-least-once',
        'x-overflow': 'reject-publish',
      },
    }
    return { routingKey: name, queues: [target, waiting] }
  }
}

/**
 * The Python library's way: one classic queue per target, each message with its own TTL. A message waits at least as
 * long as the one before it in the same queue.
 */
export class CompatDelay implements DelayMechanism {
  route(target: QueueSpec, delayMs: number): DelayRoute {
    checkLength(delayMs)
    const waiting: QueueSpec = {
      name: `delay.${target.name}`,
      arguments: {
        'x-dead-letter-exchange': '',
        'x-dead-letter-routing-key': target.name,
      },
    }
    return { routingKey: waiting.name, queues: [target, waiting], expirationMs: delayMs }
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
