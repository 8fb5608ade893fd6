import type { MessageQueue } from '../protocol/message-queue.js'
import { unwrapNamespace, wrapNamespace } from '../protocol/resource-name.js'

/** Topics and queues as users name them, and as servers do: with the namespace in front. */
export class NamespaceNames {
  readonly #namespace: string | undefined

  constructor(namespace: string | undefined) {
    this.#namespace = namespace
  }

  /** A topic as servers name it. */
  topic(topic: string): string {
    return wrapNamespace(this.#namespace, topic)
  }

  /** A queue as servers name it. */
  queue(queue: MessageQueue): MessageQueue {
    return { ...queue, topic: this.topic(queue.topic) }
  }

  /** A queue of a server as users name it. */
  ownQueue(queue: MessageQueue): MessageQueue {
    return { ...queue, topic: unwrapNamespace(this.#namespace, queue.topic) }
  }
}
