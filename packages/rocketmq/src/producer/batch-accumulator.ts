import { UnderWay } from '../flow/under-way.js'
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
  /** Messages that are accepted, and whose queue is being chosen: that may take a question to a name server. */
  readonly #choosing = new UnderWay()
  /** Nothing waits for others any more. */
  #isClosing = false

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
    return new Promise((resolve, reject) => {
      void this.#choosing.track(this.#gather(message, bytes, { resolve, reject }))
    })
  }

  /** Sends what waits, now, and what was accepted as soon as its queue is chosen. Resolves when all of it is under way. */
  async close(): Promise<void> {
    this.#isClosing = true
    for (const key of [...this.#gatherings.keys()]) this.#leave(key)
    await this.#choosing.whenNone()
  }

  /** Never rejects. */
  async #gather(
    message: Message,
    bytes: number,
    waiting: Gathering['waiting'][number],
  ): Promise<void> {
    try {
      const queue = await this.#sender.queueFor(message, NO_OPTIONS)
      this.#add(message, bytes, queue, waiting)
    } catch (error) {
      waiting.reject(error)
    }
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
    const isFull = gathering.bytes >= maxBytes || gathering.members.length >= maxMessages
    if (isFull || this.#isClosing) this.#leave(key)
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

  #sendAll({ members, queue }: Gathering): Promise<readonly SendResult[]> {
    const options: SendOptions = queue === undefined ? NO_OPTIONS : { queue }
    return this.#sender.sendAccepted(members, options)
  }
}
