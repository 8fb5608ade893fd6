import type { ConsumerContext } from '../consumer/consumer-context.js'
import type { NamespaceNames } from '../consumer/namespace-names.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import { type QueueListener, QueueWatch } from './queue-watch.js'

/** The queues of topics that can be read, by the routes of the name servers: for those who assign queues by hand. */
export class TopicQueues {
  readonly #context: ConsumerContext
  readonly #names: NamespaceNames
  readonly #watches = new Set<QueueWatch>()

  constructor(context: ConsumerContext, names: NamespaceNames) {
    this.#context = context
    this.#names = names
  }

  async of(topic: string): Promise<readonly MessageQueue[]> {
    const route = await this.#context.client.routes.route(this.#names.topic(topic))
    return this.#own(route.subscribe)
  }

  /** @returns the function that ends the watch */
  watch(topic: string, listener: QueueListener): () => void {
    const { client, logger } = this.#context
    const watch = new QueueWatch({
      routes: client.routes,
      topic: this.#names.topic(topic),
      intervalMs: client.settings.routeRefreshIntervalMs,
      listener: (queues) => listener(this.#own(queues)),
      logger,
    })
    this.#watches.add(watch)
    return () => {
      this.#watches.delete(watch)
      void watch.stop()
    }
  }

  /** Ends all watches. */
  stop(): void {
    for (const watch of this.#watches) void watch.stop()
    this.#watches.clear()
  }

  #own(queues: readonly MessageQueue[]): readonly MessageQueue[] {
    return queues.map((queue) => this.#names.ownQueue(queue))
  }
}
