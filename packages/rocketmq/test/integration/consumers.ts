import {
  type ConsumeContext,
  type ConsumeMessage,
  createConsumer,
  type MessageExt,
  type OwnClientConsumerOptions,
  type PushConsumer,
} from '../../src/index.js'

/** The consumers of a test file: they end with each test. */
export class Consumers {
  readonly #open: PushConsumer[] = []

  /** Not started, so that a test can subscribe to more. */
  create(nameServers: string, options: Partial<OwnClientConsumerOptions> = {}): PushConsumer {
    const consumer = createConsumer({
      nameServers,
      group: 'replaced by options',
      consumeFrom: 'first',
      rebalanceIntervalMs: 1000,
      ...options,
    })
    this.#open.push(consumer)
    return consumer
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((consumer) => consumer.close()))
  }
}

/** A listener that remembers what it was given, and tells when it has what a test waits for. */
export class Inbox {
  readonly messages: MessageExt[] = []
  readonly contexts: ConsumeContext[] = []
  readonly #watchers = new Set<() => void>()

  /** @param answer what the listener does with each message */
  constructor(answer: ConsumeMessage = () => undefined) {
    this.listener = (message, context) => {
      this.messages.push(message)
      this.contexts.push(context)
      for (const watcher of this.#watchers) watcher()
      return answer(message, context)
    }
  }

  readonly listener: ConsumeMessage

  get bodies(): readonly string[] {
    return this.messages.map(({ body }) => body.toString())
  }

  /** Resolves when the messages so far fit. */
  until(fits: (messages: readonly MessageExt[]) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const watcher = (): void => {
        if (!fits(this.messages)) return
        this.#watchers.delete(watcher)
        resolve()
      }
      this.#watchers.add(watcher)
      watcher()
    })
  }

  /** Resolves when so many messages are here. */
  count(count: number): Promise<void> {
    return this.until((messages) => messages.length >= count)
  }
}

/** Resolves when the consumer has exactly so many queues of its topics. */
export const queueCount = async (consumer: PushConsumer, count: number): Promise<void> => {
  while (consumer.queues().length !== count) {
    await new Promise<void>((resolve) => {
      const off = consumer.on(({ type }) => {
        if (type !== 'rebalanced') return
        off()
        resolve()
      })
    })
  }
}

/** Resolves when the consumer has taken queues of a topic, and has told the brokers so. */
export const queuesTaken = (consumer: PushConsumer, topic: string): Promise<void> =>
  new Promise((resolve) => {
    const off = consumer.on((event) => {
      if (event.type !== 'rebalanced' || event.topic !== topic || event.added.length === 0) return
      off()
      resolve()
    })
  })
