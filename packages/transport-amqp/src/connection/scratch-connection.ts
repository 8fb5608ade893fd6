import { TransportEvents, within } from '@arq/core/internal'
import type { Channel } from 'amqplib'

import { replyCodeOf } from '../amqp-errors.js'
import type { ResolvedAmqpSettings } from '../amqp-settings.js'
import { AmqpConnection } from './connection.js'
import { ConnectionHealth } from './connection-health.js'
import { withScratchChannel } from './scratch-channel.js'

/** Runs `use` on a connection of its own, which the broker may close without harm to anybody. */
export type WithScratchConnection = <T>(use: (channel: Channel) => Promise<T>) => Promise<T>

/** The reason of a closed connection comes a moment after its channels have ended. */
const REASON_WITHIN_MS = 1000

/**
 * For what the broker answers by closing the whole connection, such as an exchange type that it does not know. Then
 * the rejection's cause carries its reply code.
 */
export function scratchConnectionTo(settings: ResolvedAmqpSettings): WithScratchConnection {
  const connectionName = `${settings.connectionName} scratch`
  return async (use) => {
    const connection = new AmqpConnection(
      { ...settings, connectionName, autoReconnect: false },
      'publish',
      // Nobody listens: its end is no event of the transport's.
      new ConnectionHealth(new TransportEvents()),
    )
    const lost = new Promise<Error>((resolve) => connection.observe({ onLost: resolve }))
    await connection.open()
    try {
      return await withScratchChannel(connection, use)
    } catch (error) {
      if (replyCodeOf(error) !== undefined) throw error
      throw (await within(lost, REASON_WITHIN_MS))?.value ?? error
    } finally {
      await connection.close()
    }
  }
}
