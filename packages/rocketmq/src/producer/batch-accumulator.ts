import type { Message } from '../message/message.js'
import { type MessageQueue, messageQueueKey } from '../protocol/message-queue.js'
import { batchProblem, sizeInBatch } from '../send/batch-splitter.js'
import type { MessageSender } from '../send/message-sender.js'
import { validateMessage } from '../send/message-validation.js'
import { NO_OPTIONS, type SendOptions } from '../send/send-options.js'
import type { SendResult } from '../send/send-result.js'

export interface AccumulatorLimits {
  readonly lingerMs: number
  readonly maxBytes: number
  readonly maxMessages: number
}

/** Messages that wait for others to travel with. */
interface Gathering {
  readonly queue: MessageQueue | undefined
  readonly members: Message[]
  readonly waiting: {
    readonly resolve: (result: SendResult) => void
    readonly reject: (error: unknown) => void
  }[]
  readonly timer: NodeJS.Timeout
  bytes: number
}

/**
 * Collects single messages into batches: fewer and larger sends, for a few milliseconds more until each is stored.
 * Each caller gets its own result.
 *
 * Source: apache/rocketmq `client/.../producer/ProduceAccumulator.java`.
 */
export class BatchAccumulator {
  readonly #sender: MessageSender
  readonly #limits: AccumulatorLimits
  readonly #gatherings = new Map<string, Gathering>()

  constructor(sender: MessageSender, limits: AccumulatorLimits) {
    this.#sender = sender
    this.#limits = limits
  }

  /**
   * Sends a message with others; alone where it may not travel with others, or where it alone is as large as a batch.
   * @throws the errors of `Producer.send`
   */
  async send(message: Message): Promise<SendResult> {
    this.#sender.requireRunning()
    // One message that is wrong must not fail those that travel with it.
    validateMessage(message, this.#sender.settings)
    const bytes = sizeInBatch(message)
    if (batchProblem(message) !== undefined || bytes >= this.#limits.maxBytes) {
      return this.#sender.send(message)
    }
    const queue = await this.#sender.queueFor(message, NO_OPTIONS)
    // It may have been closed meanwhile.
    this.#sender.requireRunning()
    return new Promise((resolve, reject) => {
      this.#add(message, bytes, queue, { resolve, reject })
    })
  }

  /** Sends what waits, now. */
  flush(): void {
    for (const key of [...this.#gatherings.keys()]) this.#leave(key)
  }

  #add(
    message: Message,
    bytes: number,
    queue: MessageQueue | undefined,
    waiting: Gathering['waiting'][number],
  ): void {
    const { maxBytes, maxMessages } = this.#limits
    const where = queue === undefined ? message.topic : messageQueueKey(queue)
    const key = `${message.waitStoreOk} ${where}`
    const before = this.#gatherings.get(key)
    if (before && before.bytes + bytes > maxBytes) this.#leave(key)
    const gathering = this.#gatherings.get(key) ?? this.#begin(key, queue)
    gathering.members.push(message)
    gathering.waiting.push(waiting)
    gathering.bytes += bytes
    if (gathering.bytes >= maxBytes || gathering.members.length >= maxMessages) this.#leave(key)
  }

  #begin(key: string, queue: MessageQueue | undefined): Gathering {
    const timer = setTimeout(() => this.#leave(key), this.#limits.lingerMs)
    const gathering: Gathering = { queue, members: [], waiting: [], timer, bytes: 0 }
    this.#gatherings.set(key, gathering)
    return gathering
  }

  #leave(key: string): void {
    const gathering = this.#gatherings.get(key)
    if (!gathering) return
    this.#gatherings.delete(key)
    clearTimeout(gathering.timer)
    const { waiting } = gathering
    this.#sendAll(gathering).then(
      (results) => {
        results.forEach((result, index) => waiting[index]?.resolve(result))
      },
      (error: unknown) => {
        for (const { reject } of waiting) reject(error)
      },
    )
  }

  async #sendAll({ members, queue }: Gathering): Promise<readonly SendResult[]> {
    const options: SendOptions = queue === undefined ? NO_OPTIONS : { queue }
    const [only] = members
    return members.length === 1 && only !== undefined
      ? [await this.#sender.send(only, options)]
      : this.#sender.sendBatch(members, options)
  }
}
