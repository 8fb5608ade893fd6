import type { Channel } from 'amqplib'

import { connectionLost } from '../amqp-errors.js'
import type { AmqpConnection } from './connection.js'

/**
 * Runs `use` on a channel of its own that nothing else depends on: the broker answers a missing queue or other
 * arguments by closing the channel they were asked on.
 * The time limit is that of `whenConnected`; a connection lost meanwhile rejects.
 */
export async function withScratchChannel<T>(
  connection: AmqpConnection,
  use: (channel: Channel) => Promise<T>,
): Promise<T> {
  const model = await connection.whenConnected()
  let channel: Channel | undefined
  try {
    channel = await model.createChannel()
    ignoreEvents(channel)
    return await use(channel)
  } catch (error) {
    if (connection.model === model) throw error
    throw connectionLost(error, connection.where)
  } finally {
    await closeQuietly(channel)
  }
}

/** Closes a channel that may be closed already. */
export function closeQuietly(channel: Channel | undefined): Promise<void> {
  if (!channel) return Promise.resolve()
  return new Promise((resolve) => {
    // amqplib's close rejects on a channel that is gone, and never settles when the connection breaks meanwhile.
    channel.once('close', () => resolve())
    channel.close().then(resolve, () => resolve())
  })
}

/** What happened is in the rejection of the operation; without a listener the process would end. */
function ignoreEvents(channel: Channel): void {
  channel.on('error', () => undefined)
  channel.on('handler-error', () => undefined)
}
