import type { Channel } from 'amqplib'

import { replyCodeOf } from '../amqp-errors.js'
import type { WithScratchConnection } from '../connection/scratch-connection.js'
import type { DelayedExchangeSpec } from './route.js'

export const PLUGIN_EXCHANGE_TYPE = 'x-delayed-message'

const PLUGIN_ARGUMENTS = { 'x-delayed-type': 'direct' }

/** As the Python library declares it. Where the plugin is missing RabbitMQ 3 closes the whole connection. */
export async function declareDelayedExchange(
  channel: Channel,
  spec: DelayedExchangeSpec,
): Promise<void> {
  const { name, type } = spec
  await channel.assertExchange(name, type, { durable: true, arguments: PLUGIN_ARGUMENTS })
  await bindDelayedExchange(channel, spec)
}

/** Changes nothing where it is bound. Rejects with 404 when exchange or queue are gone. */
export async function bindDelayedExchange(
  channel: Channel,
  { name, queueName }: DelayedExchangeSpec,
): Promise<void> {
  await channel.bindQueue(queueName, name, queueName)
}

/**
 * Whether the broker has exchanges of that type. It creates nothing and needs no permission: the broker looks at the
 * type before it finds that `amq.direct` is of another (406), or not ours to declare (403). A type that it does not know
 * closes the connection with 503 on RabbitMQ 3, and the channel on RabbitMQ 4, with 406 too: only the words differ.
 */
export async function knowsExchangeType(
  withScratchConnection: WithScratchConnection,
  type: string,
): Promise<boolean> {
  try {
    await withScratchConnection((channel) =>
      channel.assertExchange('amq.direct', type, { durable: true, arguments: PLUGIN_ARGUMENTS }),
    )
    return true
  } catch (error) {
    const cause: unknown = error instanceof Object ? Reflect.get(error, 'cause') : undefined
    const code = replyCodeOf(error) ?? replyCodeOf(cause)
    if (code === 503 || saysUnknownType(error) || saysUnknownType(cause)) return false
    if (code === 406 || code === 403) return true
    throw error
  }
}

const saysUnknownType = (error: unknown): boolean =>
  error instanceof Object && String(Reflect.get(error, 'message')).includes('unknown exchange type')
