import type { Clock, QueueInfo } from '@arq/core'

import { ReadyMessages } from './ready-messages.js'
import type { StoredMessage } from './stored-message.js'
import type { TurnBudget } from './turn-budget.js'

/** Somebody a queue hands messages to. */
export interface QueueConsumer {
  /** Whether it takes another one now. */
  readonly hasRoom: boolean
  deliver(message: StoredMessage): void
}

interface QueueParts {
  readonly name: string
  readonly deadLetterQueueName: string | undefined
  readonly turns: TurnBudget
  /** Decides when messages have expired. */
  readonly clock: Clock
}

/** One queue of the broker: hands messages to its consumers in turn, as far as each has room. */
export class MemoryQueue {
  readonly name: string
  /** Where the messages go that its consumers refuse; absent: nowhere. */
  readonly deadLetterQueueName: string | undefined
  readonly #turns: TurnBudget
  readonly #clock: Clock
  readonly #ready = new ReadyMessages()
  #consumers: readonly QueueConsumer[] = []
  #nextConsumer = 0
  #unacknowledged = 0
  #isHandingOut = false

  constructor({ name, deadLetterQueueName, turns, clock }: QueueParts) {
    this.name = name
    this.deadLetterQueueName = deadLetterQueueName
    this.#turns = turns
    this.#clock = clock
  }

  get info(): QueueInfo {
    this.#ready.dropExpired(this.#clock.now())
    return {
      name: this.name,
      ready: this.#ready.size,
      unacknowledged: this.#unacknowledged,
      consumers: this.#consumers.length,
      type: 'memory',
    }
  }

  add(message: StoredMessage): void {
    this.#ready.add(message)
    this.handOut()
  }

  /** One that was handed out is done with. */
  settle(): void {
    this.#unacknowledged -= 1
    this.handOut()
  }

  /** One that was handed out comes back, to the front. */
  putBack(message: StoredMessage): void {
    this.#unacknowledged -= 1
    this.#ready.putBack({ ...message, deliveryCount: message.deliveryCount + 1 })
    this.handOut()
  }

  purge(): number {
    this.#ready.dropExpired(this.#clock.now())
    return this.#ready.clear()
  }

  addConsumer(consumer: QueueConsumer): void {
    this.#consumers = [...this.#consumers, consumer]
    this.handOut()
  }

  removeConsumer(consumer: QueueConsumer): void {
    this.#consumers = this.#consumers.filter((other) => other !== consumer)
  }

  /** Something has changed: hands out what can be, never before the caller has returned. */
  handOut(): void {
    if (this.#isHandingOut || this.#ready.size === 0) return
    this.#isHandingOut = true
    this.#turns.defer(() => {
      this.#isHandingOut = false
      this.#handOutNow()
    })
  }

  #handOutNow(): void {
    for (;;) {
      this.#ready.dropExpired(this.#clock.now())
      if (this.#ready.size === 0) return
      const consumer = this.#nextWithRoom()
      if (!consumer) return
      if (this.#turns.isSpent) {
        this.handOut()
        return
      }
      const message = this.#ready.take()
      if (!message) return
      this.#turns.spend()
      this.#unacknowledged += 1
      consumer.deliver(message)
    }
  }

  #nextWithRoom(): QueueConsumer | undefined {
    const count = this.#consumers.length
    for (let step = 0; step < count; step += 1) {
      const index = (this.#nextConsumer + step) % count
      const consumer = this.#consumers[index]
      if (!consumer?.hasRoom) continue
      this.#nextConsumer = index + 1
      return consumer
    }
    return undefined
  }
}
