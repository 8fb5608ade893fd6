import { BatchFailed, InvalidBatch, isRocketMQError } from '../errors/errors.js'
import type { Message } from '../message/message.js'
import { type MessageQueue, messageQueueKey } from '../protocol/message-queue.js'
import { splitBatch } from '../send/batch-splitter.js'
import type { MessageSender } from '../send/message-sender.js'
import { validateMessage } from '../send/message-validation.js'
import { NO_OPTIONS, type SendOptions } from '../send/send-options.js'
import type { SendResult } from '../send/send-result.js'
import { texts } from '../texts/texts.js'

/** Messages of a list for one queue, which then go one batch after the other, or for any. */
interface Group {
  readonly queue: MessageQueue | undefined
  readonly messages: readonly Message[]
}

/** What became of the messages of a list so far. */
class Outcomes {
  readonly results = new Map<Message, SendResult>()
  readonly errors = new Map<Message, unknown>()

  stored(part: readonly Message[], results: readonly SendResult[]): void {
    part.forEach((message, index) => {
      const result = results[index]
      if (result) this.results.set(message, result)
    })
  }

  failed(part: readonly Message[], error: unknown): void {
    for (const message of part) this.errors.set(message, error)
  }
}

/** Sends lists of any length, topics and kinds in as few sends as brokers take. */
export class ListSender {
  readonly #sender: MessageSender

  constructor(sender: MessageSender) {
    this.#sender = sender
  }

  /**
   * One result for each message, in their order.
   * @throws the errors of `Producer.sendBatch`
   */
  async send(
    list: readonly Message[],
    options: SendOptions = NO_OPTIONS,
  ): Promise<readonly SendResult[]> {
    const chains = await this.#chains(list, options)
    const outcomes = new Outcomes()
    await Promise.all(chains.map((chain) => this.#sendChain(chain, outcomes)))
    if (outcomes.errors.size > 0) throw failure(list, chains.flat().length, outcomes)
    // Without an error each has a result.
    return list.flatMap((message) => outcomes.results.get(message) ?? [])
  }

  /** Resolves when all have been handed to the socket. */
  async sendOneway(
    list: readonly Message[],
    options: SendOptions = NO_OPTIONS,
  ): Promise<undefined> {
    const chains = await this.#chains(list, options)
    const sends = chains.flat().map(({ part, options: own }) => {
      const [only] = part
      return part.length === 1 && only !== undefined
        ? this.#sender.sendOneway(only, own)
        : this.#sender.sendBatchOneway(part, own)
    })
    await Promise.all(sends)
    return undefined
  }

  /** Sends that may go at the same time, and in each of them those that must go one after the other. */
  async #chains(list: readonly Message[], options: SendOptions): Promise<readonly Chain[]> {
    this.#sender.requireRunning()
    this.#check(list)
    const limits = { maxBatchBytes: this.#sender.settings.maxMessageBytes }
    const groups = await this.#groups(list, options)
    return groups.flatMap(({ queue, messages }) => {
      const own = queue === undefined ? options : withQueue(options, queue)
      const sends = splitBatch(messages, limits).map((part) => ({ part, options: own }))
      return queue === undefined ? sends.map((send) => [send]) : [sends]
    })
  }

  #check(list: readonly Message[]): void {
    if (list.length === 0) {
      throw new InvalidBatch({ code: 'ROCKETMQ_BATCH_INVALID', text: texts.batchEmpty() })
    }
    list.forEach((message, index) => {
      try {
        validateMessage(message, this.#sender.settings)
      } catch (cause) {
        if (!isRocketMQError(cause)) throw cause
        const text = texts.batchInvalid({ index, reason: cause.text })
        const details = { index, ...cause.details }
        throw new InvalidBatch({ code: 'ROCKETMQ_BATCH_INVALID', text, details, cause })
      }
    })
  }

  /** A batch goes to one queue: where each message has its own, they are put together by queue. */
  async #groups(list: readonly Message[], options: SendOptions): Promise<readonly Group[]> {
    const { queue } = options
    if (queue !== undefined) return [{ queue, messages: list }]
    const groups = new Map<string, { queue: MessageQueue | undefined; messages: Message[] }>()
    for (const message of list) {
      const chosen = await this.#sender.queueFor(message, options)
      const key = chosen === undefined ? '' : messageQueueKey(chosen)
      const group = groups.get(key)
      if (group) group.messages.push(message)
      else groups.set(key, { queue: chosen, messages: [message] })
    }
    return [...groups.values()]
  }

  async #sendChain(chain: Chain, outcomes: Outcomes): Promise<void> {
    let broken: { readonly error: unknown } | undefined
    for (const { part, options } of chain) {
      if (broken) {
        // Later ones of the same queue must not overtake those that failed.
        outcomes.failed(part, broken.error)
        continue
      }
      try {
        outcomes.stored(part, await this.#sendPart(part, options))
      } catch (error) {
        broken = { error }
        outcomes.failed(part, error)
      }
    }
  }

  async #sendPart(part: readonly Message[], options: SendOptions): Promise<readonly SendResult[]> {
    const [only] = part
    if (part.length > 1 || only === undefined) return this.#sender.sendBatch(part, options)
    return [await this.#sender.send(only, options)]
  }
}

/** The queue has been chosen: by the selector, where there is one. */
function withQueue({ timeoutMs, signal, retries }: SendOptions, queue: MessageQueue): SendOptions {
  return {
    queue,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(signal && { signal }),
    ...(retries !== undefined && { retries }),
  }
}

type Chain = readonly { readonly part: readonly Message[]; readonly options: SendOptions }[]

/** A list that was one send fails as that; one of several sends tells what became of each. */
function failure(list: readonly Message[], sends: number, outcomes: Outcomes): unknown {
  const errors = list.map((message) => outcomes.errors.get(message))
  const first = errors.find((error) => error !== undefined)
  if (sends === 1) return first
  const reason = isRocketMQError(first) ? first.text : String(first)
  const failed = outcomes.errors.size
  return new BatchFailed<SendResult>({
    code: 'ROCKETMQ_BATCH_FAILED',
    text: texts.batchFailed({ failed, count: list.length, reason }),
    details: { failed, count: list.length },
    cause: first,
    results: list.map((message) => outcomes.results.get(message)),
    errors,
  })
}
