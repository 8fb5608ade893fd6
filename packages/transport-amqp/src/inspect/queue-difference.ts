import type { QueueDifference } from '@arq/core/internal'

import type { ListedQueue } from '../topology/listed-queue.js'
import type { QueueSpec } from '../topology/queue-spec.js'

export type { QueueDifference }

type Arguments = Readonly<Record<string, unknown>>

const TYPE = 'x-queue-type'

/**
 * What RabbitMQ compares when a queue is declared that exists; others, such as `x-consumer-timeout`, may
 * differ (tried on 3.10.8).
 */
const COMPARED = [
  TYPE,
  'x-dead-letter-exchange',
  'x-dead-letter-routing-key',
  'x-dead-letter-strategy',
  'x-overflow',
  'x-delivery-limit',
  'x-message-ttl',
  'x-expires',
  'x-max-length',
  'x-max-length-bytes',
  'x-max-priority',
  'x-single-active-consumer',
] as const

const USUAL = { durable: true, exclusive: false, autoDelete: false }

/** For what the broker will refuse (406) whoever declares this queue. */
export function queueDifferences(wanted: QueueSpec, found: ListedQueue): QueueDifference[] {
  const flags = wanted.flags ?? USUAL
  // A plain queue carries no type; RabbitMQ 4 writes it there by itself.
  const wantedArguments: Arguments = { [TYPE]: 'classic', ...wanted.arguments }
  const foundArguments: Arguments = { ...found.arguments, [TYPE]: found.type ?? 'classic' }
  return [
    ...difference('durable', flags.durable, found.isDurable ?? flags.durable),
    ...difference('exclusive', flags.exclusive, found.isExclusive ?? flags.exclusive),
    ...difference('autoDelete', flags.autoDelete, found.isAutoDelete ?? flags.autoDelete),
    ...COMPARED.flatMap((name) => difference(name, wantedArguments[name], foundArguments[name])),
  ]
}

function difference(name: string, wanted: unknown, found: unknown): QueueDifference[] {
  return wanted === found ? [] : [{ name, wanted: shown(wanted), found: shown(found) }]
}

const shown = (value: unknown): string => (value === undefined ? '-' : JSON.stringify(value))
