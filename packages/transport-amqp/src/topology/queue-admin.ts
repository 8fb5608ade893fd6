import { checkQueueName, type QueueInfo } from '@arq/core'
import type { Channel } from 'amqplib'

import { isMissing, toChannelError } from '../amqp-errors.js'
import { WordlessRefusal } from '../connection/wordless-refusal.js'
import type { BrokerQuestions } from './broker-questions.js'
import type { ManagementApi } from './management-api.js'

/** Asks about queues and empties them; never creates one. */
export class QueueAdmin {
  readonly #questions: BrokerQuestions
  readonly #management: ManagementApi | undefined

  constructor(questions: BrokerQuestions, management: ManagementApi | undefined) {
    this.#questions = questions
    this.#management = management
  }

  /** `undefined`: there is no such queue. */
  async info(queueName: string): Promise<QueueInfo | undefined> {
    checkQueueName(queueName)
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

  /** How many messages it dropped; `undefined`: there is no such queue. */
  async purge(queueName: string): Promise<number | undefined> {
    checkQueueName(queueName)
    const purged = await this.#ifExists(queueName, (channel) => channel.purgeQueue(queueName))
    return purged?.messageCount
  }

  async #ifExists<T>(queueName: string, ask: (channel: Channel) => Promise<T>) {
    try {
      return await this.#questions.ask(queueName, ask)
    } catch (error) {
      // Most likely it is not there; a missing permission is another possibility.
      if (isMissing(error) || error instanceof WordlessRefusal) return undefined
      throw toChannelError(error, queueName)
    }
  }
}
