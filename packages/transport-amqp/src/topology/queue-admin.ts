import type { QueueInfo } from '@arq/core'
import type { Channel } from 'amqplib'

import { replyCodeOf, toChannelError } from '../amqp-errors.js'
import type { AmqpConnection } from '../connection/connection.js'
import { withScratchChannel } from '../connection/scratch-channel.js'
import type { ManagementApi } from './management-api.js'

/** Asks about queues and empties them; never creates one. */
export class QueueAdmin {
  readonly #connection: AmqpConnection
  readonly #management: ManagementApi | undefined

  constructor(connection: AmqpConnection, management: ManagementApi | undefined) {
    this.#connection = connection
    this.#management = management
  }

  async info(queueName: string): Promise<QueueInfo | undefined> {
    const found = await this.#ifExists(queueName, (channel) => channel.checkQueue(queueName))
    if (!found) return undefined
    const more = await this.#management?.queue(queueName)
    return {
      name: queueName,
      ready: found.messageCount,
      consumers: found.consumerCount,
      unacknowledged: more?.unacknowledged,
      type: more?.type,
    }
  }

  async purge(queueName: string): Promise<number | undefined> {
    const purged = await this.#ifExists(queueName, (channel) => channel.purgeQueue(queueName))
    return purged?.messageCount
  }

  async #ifExists<T>(queueName: string, ask: (channel: Channel) => Promise<T>) {
    try {
      return await withScratchChannel(this.#connection, ask)
    } catch (error) {
      if (replyCodeOf(error) === 404) return undefined
      throw toChannelError(error, queueName)
    }
  }
}
