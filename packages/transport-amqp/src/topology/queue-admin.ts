import { checkQueueName, type QueueInfo } from '@arq/core'
import type { Channel } from 'amqplib'

import { isMissing, toChannelError } from '../amqp-errors.js'
import { WordlessRefusal } from '../connection/wordless-refusal.js'
import type { BrokerQuestions } from './broker-questions.js'
import { BUCKET_PREFIX, DUE_QUEUE_NAME } from './delay-queues.js'
import { type ListedQueue, readListedQueues } from './listed-queue.js'
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
      rates: more?.rates,
      oldestAt: more?.oldestAt,
    }
  }

  /**
   * How many messages wait in our queues for delays, of all targets; `undefined`: there are no such queues, or no
   * management API that tells.
   */
  async delayed(): Promise<number | undefined> {
    const answer = await this.#management?.queues(['name', 'messages'])
    const listed = answer?.isAnswer === true ? readListedQueues(answer.body) : undefined
    const counts = listed?.filter(isOfDelays).map(({ messages = 0 }) => messages) ?? []
    return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count)
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

const isOfDelays = ({ name }: ListedQueue): boolean =>
  name === DUE_QUEUE_NAME || name.startsWith(BUCKET_PREFIX)
