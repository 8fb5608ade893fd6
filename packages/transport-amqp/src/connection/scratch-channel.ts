import { within } from '@arq/core/internal'
import type { Channel } from 'amqplib'

import { connectionLost, noAnswer } from '../amqp-errors.js'
import type { AmqpConnection } from './connection.js'

/** Longest wait for the answer to `channel.close`, milliseconds. A broker that is late by more does not answer. */
const CLOSE_LIMIT_MS = 5000

/**
 * Runs `use` on a channel of its own that nothing else depends on: the broker answers a missing queue or other
 * arguments by closing the channel they were asked on. The connection is waited for, and then the answer, each for
 * `connectionTimeout`; a connection lost meanwhile rejects.
 */
export async function withScratchChannel<T>(
  connection: AmqpConnection,
  use: (channel: Channel) => Promise<T>,
): Promise<T> {
  const model = await connection.whenConnected()
  let channel: Channel | undefined
  const work = async (): Promise<T> => {
    channel = await model.createChannel()
    ignoreEvents(channel)
    try {
      return await use(channel)
    } finally {
      await closeQuietly(channel)
    }
  }
  try {
    const limitMs = connection.answerLimitMs
    const done = await within(work(), limitMs)
    if (done) return done.value
    void closeQuietly(channel)
    throw noAnswer(limitMs)
  } catch (error) {
    if (connection.model === model) throw error
    throw connectionLost(error, connection.where)
  }
}

/** Closes a channel that may be closed already. */
export async function closeQuietly(channel: Channel | undefined): Promise<void> {
  if (!channel) return
  const closed = new Promise<void>((resolve) => {
    // amqplib's close rejects on a channel that is gone, and never settles when the connection breaks meanwhile.
    channel.once('close', () => resolve())
    channel.close().then(resolve, () => resolve())
  })
  await within(closed, CLOSE_LIMIT_MS)
}

/** What happened is in the rejection of the operation; without a listener the process would end. */
function ignoreEvents(channel: Channel): void {
  channel.on('error', () => undefined)
  channel.on('handler-error', () => undefined)
}
