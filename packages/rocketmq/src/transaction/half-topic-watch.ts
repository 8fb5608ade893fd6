import { Rhythm } from '../client/rhythm.js'
import { isRocketMQError } from '../errors/errors.js'
import type { TextLogger } from '../log/guarded-logger.js'
import type { RouteTable } from '../routing/route-table.js'
import { texts } from '../texts/texts.js'

/** Where brokers keep half messages: its route names every broker that may ask. Source: TopicValidator.java. */
const HALF_TOPIC = 'RMQ_SYS_TRANS_HALF_TOPIC'

export interface HalfTopicWatchParts {
  readonly routes: Pick<RouteTable, 'route'>
  /** Further topics, with the namespace. */
  readonly topics: readonly string[]
  readonly intervalMs: number
  readonly logger: TextLogger
}

/**
 * Keeps the routes in use of all topics whose brokers may ask about transactions, so that they are sent heartbeats:
 * brokers ask only clients that they know, and this producer may not have sent anything yet.
 */
export class HalfTopicWatch {
  readonly #parts: HalfTopicWatchParts
  readonly #topics: readonly string[]
  readonly #rhythm: Rhythm

  constructor(parts: HalfTopicWatchParts) {
    this.#parts = parts
    this.#topics = [...new Set([HALF_TOPIC, ...parts.topics])]
    this.#rhythm = new Rhythm(parts.intervalMs, () => this.#look())
  }

  /** Resolves when the routes that exist are known. Never rejects: what failed is tried again. */
  async start(): Promise<void> {
    await this.#look()
    this.#rhythm.start()
  }

  stop(): Promise<void> {
    return this.#rhythm.stop()
  }

  async #look(): Promise<void> {
    await Promise.all(this.#topics.map((topic) => this.#tryRoute(topic)))
  }

  async #tryRoute(topic: string): Promise<void> {
    try {
      await this.#parts.routes.route(topic)
    } catch (error) {
      // A topic that nobody has written to yet has no transactions either.
      if (isRocketMQError(error) && error.code === 'ROCKETMQ_TOPIC_NOT_FOUND') return
      this.#parts.logger.warn(texts.logHalfTopicUnknown(), {
        topic,
        error,
      })
    }
  }
}
