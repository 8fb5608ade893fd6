import { createMessage, type MessageInput } from '../message/message.js'
import { compressionCodecs } from '../protocol/compression.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import { unwrapNamespace, wrapNamespace } from '../protocol/resource-name.js'
import { MessageSender } from '../send/message-sender.js'
import type { ProducerListener } from '../send/producer-events.js'
import type { ProducerOptions } from '../send/producer-options.js'
import type { ProducerStats } from '../send/producer-stats.js'
import { asCaught } from '../send/send-errors.js'
import type { SendHook } from '../send/send-hook.js'
import type { SendOptions } from '../send/send-options.js'
import type { SendResult } from '../send/send-result.js'
import type { TraceStats } from '../trace/trace-dispatcher.js'
import type { TraceSettings } from '../trace/trace-settings.js'
import { tracedHooks, Tracer } from '../trace/tracer.js'
import { BatchAccumulator } from './batch-accumulator.js'
import { ListSender } from './list-sender.js'
import { recallMessage } from './recall.js'
import { type ReplyAddress, type ReplyOptions, sendReply } from './reply.js'
import { type Reply, type RequestOptions, Requests } from './requests.js'

/** What {@link createProducer} takes: settings, and what comes from outside. */
export type CreateProducerOptions = ProducerOptions & {
  /** Records what is sent in RocketMQ's trace topic. Default: no traces. */
  readonly trace?: TraceSettings | undefined
}

/**
 * Sends messages. Make one with {@link createProducer} for each process and keep it: it shares one connection to each
 * broker among all sends.
 *
 * A resolved send is stored by a broker as its result says. A rejected one may be stored too where no answer came:
 * `mayBeStored` of {@link SendFailed} says so. Messages are sent at least once, under one unique id over all attempts.
 */
export class Producer {
  readonly #sender: MessageSender
  readonly #lists: ListSender
  readonly #requests: Requests
  readonly #accumulator: BatchAccumulator | undefined
  readonly #tracer: Tracer | undefined
  #closing: Promise<void> | undefined

  /** @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key */
  constructor({ trace, ...options }: CreateProducerOptions) {
    this.#tracer = trace && new Tracer(trace, options.logger)
    // Closes before the connections do: requests that wait still get their replies.
    const untilReplied: SendHook = { close: () => this.#requests.close() }
    const hooks = [...(options.sendHooks ?? []), untilReplied]
    const sendHooks = tracedHooks(hooks, this.#tracer)
    this.#sender = new MessageSender({ ...options, sendHooks })
    this.#lists = new ListSender(this.#sender)
    const codecs = compressionCodecs(options.compressionCodecs)
    this.#requests = new Requests({ sender: this.#sender, codecs })
    const { autoBatch } = this.#sender.settings
    this.#accumulator =
      autoBatch === false ? undefined : new BatchAccumulator(this.#sender, autoBatch)
  }

  /** How brokers know this producer. */
  get clientId(): string {
    return this.#sender.client.clientId
  }

  /** The producer group, with the namespace. */
  get group(): string {
    return this.#sender.group
  }

  get isRunning(): boolean {
    return this.#sender.isRunning
  }

  /**
   * Begins. Servers are connected to when they are needed, so that this succeeds while they are down. Idempotent.
   * @throws {@link ClosedError} `ROCKETMQ_CLOSED` after `close`
   */
  start(): Promise<void> {
    if (this.isRunning) return Promise.resolve()
    try {
      this.#sender.start()
      return Promise.resolve()
    } catch (error) {
      return Promise.reject(asCaught(error))
    }
  }

  /**
   * Sends a message and resolves when a broker has stored it.
   *
   * @throws {@link InvalidMessage} `ROCKETMQ_MESSAGE_INVALID` {@link EncodeError} nothing was sent
   * @throws {@link SendFailed} `ROCKETMQ_SEND_FAILED` all attempts failed; `mayBeStored` says whether one got no answer
   * @throws {@link BrokerError} the broker refuses this message, so that no other attempt was made
   * @throws {@link RouteError} `ROCKETMQ_TOPIC_NOT_FOUND` and others; {@link NoNameServer}
   * @throws {@link SendTimeout} `ROCKETMQ_SEND_TIMEOUT` no room or no route in time; nothing was sent
   * @throws {@link SendBufferFull} `ROCKETMQ_SEND_BUFFER_FULL` too much is under way; nothing was sent
   * @throws {@link RequestAborted} `ROCKETMQ_REQUEST_ABORTED` by the signal
   * @throws {@link NotStarted} {@link ClosedError}
   * @example
   * ```ts
   * const { msgId } = await producer.send({ topic: 'orders', body: JSON.stringify(order), keys: order.id })
   * ```
   */
  send(message: MessageInput, options?: SendOptions): Promise<SendResult> {
    const made = createMessage(message)
    // What has options of its own travels alone.
    return this.#accumulator !== undefined && options === undefined
      ? this.#accumulator.send(made)
      : this.#sender.send(made, options)
  }

  /**
   * Sends a message without an answer: one attempt, and nobody knows whether it is stored. Resolves when it has been
   * handed to the socket.
   * @throws as {@link send}; what went wrong after that is not known
   */
  async sendOneway(message: MessageInput, options?: SendOptions): Promise<void> {
    await this.#sender.sendOneway(createMessage(message), options)
  }

  /**
   * Sends a list in as few sends as brokers take: split by topic, by size (`maxMessageBytes`), and by queue where
   * messages have keys of order. Each of these batches is stored whole or not at all; messages of one queue keep their
   * order. Delayed messages go alone. Resolves with one result for each message, in their order.
   *
   * @throws {@link InvalidBatch} `ROCKETMQ_BATCH_INVALID` naming the message that may not be sent; nothing was sent
   * @throws {@link BatchFailed} `ROCKETMQ_BATCH_FAILED` some of several batches failed: it has each message's result or
   * error. A list that was one batch fails as {@link send} does
   */
  async sendBatch(
    messages: readonly MessageInput[],
    options?: SendOptions,
  ): Promise<readonly SendResult[]> {
    return this.#lists.send(messages.map(createMessage), options)
  }

  /** As {@link sendBatch}, without answers: see {@link sendOneway}. */
  async sendBatchOneway(messages: readonly MessageInput[], options?: SendOptions): Promise<void> {
    await this.#lists.sendOneway(messages.map(createMessage), options)
  }

  /**
   * Sends a message and waits for the reply of whoever consumes it.
   *
   * @throws {@link ReplyTimeout} `ROCKETMQ_REPLY_TIMEOUT` it is stored, and no reply came
   * @throws the errors of {@link send}: no reply is waited for then
   * @example
   * ```ts
   * const { body } = await producer.request({ topic: 'prices', body: 'EUR' }, { timeoutMs: 2000 })
   * ```
   */
  async request(message: MessageInput, options: RequestOptions): Promise<Reply> {
    return this.#requests.request(createMessage(message), options)
  }

  /**
   * Replies to a consumed message that was sent with {@link request}.
   * @throws {@link ReplyImpossible} `ROCKETMQ_REPLY_IMPOSSIBLE` it is no request
   * @throws the errors of {@link send}; {@link BrokerError} when the requester is gone
   */
  async reply(
    request: ReplyAddress,
    body: MessageInput['body'],
    options: ReplyOptions = {},
  ): Promise<SendResult> {
    return sendReply(this.#sender, request, { ...options, body })
  }

  /**
   * Takes a timer message back that is not delivered yet. Returns its unique id.
   * RocketMQ 5.3.2 and later, with `recallMessageEnable=true` on the broker.
   *
   * @param recallHandle from the result of its send
   * @throws {@link BrokerError} `ROCKETMQ_NO_PERMISSION` when recalls are off; `ROCKETMQ_REQUEST_REFUSED` when it is
   * too late
   * @throws {@link DecodeError} when the text is no such handle
   */
  async recall(recallHandle: string): Promise<string> {
    return recallMessage(this.#sender, recallHandle)
  }

  /**
   * The queues that messages of a topic can be sent to, to choose from.
   * @throws {@link RouteError} {@link NoNameServer}
   */
  async queues(topic: string): Promise<readonly MessageQueue[]> {
    this.#sender.requireRunning()
    const { client, settings } = this.#sender
    const { namespace } = settings
    const { publish } = await client.routes.publishRoute(wrapNamespace(namespace, topic))
    return publish.queues.map((queue) => ({
      ...queue,
      topic: unwrapNamespace(namespace, queue.topic),
    }))
  }

  /** Tells of what happens to the producer. Returns the function that ends that. */
  on(listener: ProducerListener): () => void {
    return this.#sender.events.on(listener)
  }

  stats(): ProducerStats & { readonly trace: TraceStats | undefined } {
    return { ...this.#sender.stats(), trace: this.#tracer?.stats() }
  }

  /**
   * Ends: new sends are rejected; those accepted are sent, or rejected within their own time limits. Then brokers are
   * told, and connections are closed unless the client is shared. Idempotent.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(): Promise<void> {
    const accumulator = this.#accumulator
    await this.#sender.close(accumulator && (() => accumulator.close()))
  }
}

/**
 * Makes a producer; `start` it before the first send, `close` it at the end.
 *
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key
 * @example
 * ```ts
 * const producer = createProducer({ nameServers: '127.0.0.1:9876', group: 'orders' })
 * await producer.start()
 * await producer.send({ topic: 'orders', body: 'hello' })
 * await producer.close()
 * ```
 */
export function createProducer(options: CreateProducerOptions): Producer {
  return new Producer(options)
}
