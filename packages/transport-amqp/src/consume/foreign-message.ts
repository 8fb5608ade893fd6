import type { ForeignMessage } from '@arq/core'

import type { ReceivedMessage } from '../wire/received-message.js'

/** Counted by quorum queues. RabbitMQ before 4.3 counts what was given back in order, too. */
const RETURNS_HEADER = 'x-delivery-count'

const MS_IN_SECOND = 1000

/** All that came with a message of somebody else's. A property of the wrong type counts as absent. */
export function foreignMessage({ properties, published }: ReceivedMessage): ForeignMessage {
  const headers = properties.headers ?? {}
  const returns = headers[RETURNS_HEADER]
  const { timestamp } = properties
  return {
    exchange: published?.exchange ?? '',
    routingKey: published?.routingKey ?? '',
    headers,
    returns: typeof returns === 'number' ? returns : undefined,
    // AMQP counts seconds.
    timestamp: typeof timestamp === 'number' ? momentOf(timestamp * MS_IN_SECOND) : undefined,
    type: textOf(properties.type),
    appId: textOf(properties.appId),
    userId: textOf(properties.userId),
  }
}

/** Some publishers write milliseconds, which is past the last moment that a `Date` can hold. */
function momentOf(ms: number): Date | undefined {
  const moment = new Date(ms)
  return Number.isNaN(moment.getTime()) ? undefined : moment
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined
