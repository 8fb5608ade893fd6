import { allocateByConfig, type AllocationStrategy } from '../assignment/allocation-strategy.js'
import type { NamespaceNames } from '../consumer/namespace-names.js'
import type { MessageFilter, Subscriptions } from '../consumer/subscriptions.js'
import { ConfigurationError } from '../errors/errors.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import type { Text } from '../texts/text.js'
import { texts } from '../texts/texts.js'

export interface PullSelectionParts {
  readonly subscriptions: Subscriptions
  readonly names: NamespaceNames
  /** Whose it is, for errors. */
  readonly name: Text
}

/** What a pull consumer reads: topics, whose queues the group shares, or queues that its owner assigns. Never both. */
export class PullSelection {
  readonly #parts: PullSelectionParts
  #assigned: AllocationStrategy | undefined

  constructor(parts: PullSelectionParts) {
    this.#parts = parts
  }

  /** Queues that were assigned by hand; absent: the group's strategy decides. */
  get assigned(): AllocationStrategy | undefined {
    return this.#assigned
  }

  /** @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` also where queues were assigned */
  subscribe(topic: string, filter: MessageFilter): void {
    if (this.#assigned) throw this.#mixed('subscribe')
    this.#parts.subscriptions.add(topic, NOBODY, filter)
  }

  /** @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` where topics were subscribed to */
  assign(queues: readonly MessageQueue[], filter: MessageFilter): void {
    const { subscriptions, names } = this.#parts
    if (!this.#assigned && !subscriptions.isEmpty) throw this.#mixed('assign')
    this.#assigned = allocateByConfig(queues.map((queue) => names.queue(queue)))
    const topics = new Set(queues.map(({ topic }) => topic))
    for (const { topic } of subscriptions.status()) {
      if (!topics.has(topic)) subscriptions.remove(topic)
    }
    for (const topic of topics) subscriptions.add(topic, NOBODY, filter)
  }

  #mixed(path: string): ConfigurationError {
    return new ConfigurationError(this.#parts.name, [{ path, text: texts.topicsOrQueues() }])
  }
}

/** Messages are polled: no listener consumes them. */
const NOBODY = { kind: 'single', listener: { consume: () => undefined } } as const
