import { Rhythm } from '../client/rhythm.js'
import type { TextLogger } from '../log/guarded-logger.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import type { RouteTable } from '../routing/route-table.js'
import { texts } from '../texts/texts.js'

/** Is told of the queues of a topic that can be read. */
export type QueueListener = (queues: readonly MessageQueue[]) => void

export interface QueueWatchParts {
  readonly routes: Pick<RouteTable, 'route' | 'onChange'>
  /** With the namespace. */
  readonly topic: string
  /** How often the route is asked for: the table forgets a route that nobody asks for. */
  readonly intervalMs: number
  /** Gets the queues with the namespace. */
  readonly listener: QueueListener
  readonly logger: TextLogger
}

/**
 * Tells a listener of the queues of one topic: once they are known, and whenever they are others.
 *
 * Source: apache/rocketmq `client/.../impl/consumer/DefaultLitePullConsumerImpl.java`
 * (`registerTopicMessageQueueChangeListener`).
 */
export class QueueWatch {
  readonly #parts: QueueWatchParts
  readonly #rhythm: Rhythm
  readonly #stopListening: () => void
  #told: string | undefined
  #isStopped = false

  constructor(parts: QueueWatchParts) {
    const { routes, topic, intervalMs } = parts
    this.#parts = parts
    this.#stopListening = routes.onChange((route) => {
      if (route.topic === topic && !route.isProvisional) this.#tell(route.subscribe)
    })
    this.#rhythm = new Rhythm(intervalMs, () => this.#look())
    this.#rhythm.start()
    void this.#look()
  }

  /** Tells nothing more. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#told = undefined
    this.#stopListening()
    await this.#rhythm.stop()
  }

  async #look(): Promise<void> {
    const { routes, topic, logger } = this.#parts
    try {
      this.#tell((await routes.route(topic)).subscribe)
    } catch (error) {
      logger.debug(texts.logQueuesUnknown(), { topic, error })
    }
  }

  #tell(queues: readonly MessageQueue[]): void {
    const { listener, logger, topic } = this.#parts
    const told = queues.map(({ brokerName, queueId }) => `${brokerName}/${queueId}`).join(' ')
    if (this.#isStopped || told === this.#told) return
    this.#told = told
    try {
      listener(queues)
    } catch (error) {
      logger.error(texts.logQueueListenerFailed(), { topic, error })
    }
  }
}
