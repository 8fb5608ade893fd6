import type { ClientInstance } from '../client/client-instance.js'
import { EventHub } from '../events/event-hub.js'
import { guardedLogger, type TextLogger } from '../log/guarded-logger.js'
import { silentLogger } from '../log/logger.js'
import type { Message } from '../message/message.js'
import { compressionCodecs } from '../protocol/compression.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import { unwrapNamespace, wrapNamespace } from '../protocol/resource-name.js'
import { MessageRouter } from '../routing/message-router.js'
import { texts } from '../texts/texts.js'
import { BrokerHealth } from './broker-health.js'
import { InFlightWindow } from './in-flight-window.js'
import { type OutgoingMessage, OutgoingMessages, type SystemPart } from './outgoing-message.js'
import type { ProducerEvent, ProducerEvents } from './producer-events.js'
import { ownClient, type ProducerOptions, settingsIn } from './producer-options.js'
import { type ResolvedProducerSettings, resolveProducerSettings } from './producer-settings.js'
import { type ProducerStats, SendCounters } from './producer-stats.js'
import type { SendContext } from './send-context.js'
import { asCaught, sendAborted, sendTimedOut } from './send-errors.js'
import { SendHooks } from './send-hook.js'
import { SendOperation } from './send-operation.js'
import {
  callersChoice,
  checkSendOptions,
  isBoundToQueue,
  NO_OPTIONS,
  type SendOptions,
} from './send-options.js'
import { batchResults, type SendResult, sendResult } from './send-result.js'
import { SenderLife } from './sender-life.js'
import { withinLimit } from './time-limit.js'

/**
 * Sends messages and says what became of each: the engine of `Producer`, and of whatever else sends (transactions,
 * traces, replies).
 *
 * - `new MessageSender({ ...settings, client, logger, sendHooks, … })`; {@link start} before the first send;
 *   {@link close} ends it: no new sends, those accepted end (by their own time limits), brokers are told, and the
 *   client is released.
 * - {@link send} one message; {@link sendHalf} the first half of a transaction: a send with `TRAN_MSG`, `PGROUP` and
 *   the prepared flag, without delays, to a broker that knows this group by heartbeat. Its result has all that
 *   `endTransactionRequest` needs: `queueOffset`, `offsetMsgId`, `msgId`, `queue.brokerName`, `brokerAddress`.
 *   {@link sendBatch} a legal batch (`checkBatch`), one result for each. {@link sendOneway} one without answer.
 * - Messages come with the topic as users know it; the namespace is put on here, and taken off the queue of the result.
 * - {@link SendHook.beforeSend} and {@link SendHook.afterSend} see every attempt: messages, ids, queue, broker address,
 *   attempt, result or error, duration.
 * - {@link client}, {@link group} (with the namespace), {@link settings}, {@link events}, {@link hooks} are open to
 *   those who build on it.
 */
export class MessageSender {
  readonly settings: ResolvedProducerSettings
  /** Producer group, with the namespace: how brokers know it. */
  readonly group: string
  readonly client: ClientInstance
  readonly logger: TextLogger
  readonly events: ProducerEvents
  readonly hooks: SendHooks
  readonly #context: SendContext
  readonly #life: SenderLife

  /** @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key */
  constructor(options: ProducerOptions) {
    const { logger = silentLogger, sendHooks = [], random = Math.random } = options
    this.settings = resolveProducerSettings(settingsIn(options), options.client !== undefined)
    const { group, namespace, strategy, latencyAvoidance, inFlight } = this.settings
    this.group = wrapNamespace(namespace, group)
    this.logger = guardedLogger(logger).child({ producerGroup: this.group })
    this.client = options.client ?? ownClient(options, { logger, random })
    this.events = new EventHub<ProducerEvent>(this.logger)
    this.hooks = new SendHooks(sendHooks, this.logger)
    this.#context = {
      client: this.client,
      group: this.group,
      settings: this.settings,
      router: new MessageRouter({ strategy, random }),
      health: new BrokerHealth(latencyAvoidance, this.events),
      window: new InFlightWindow(inFlight, this.events),
      outgoing: new OutgoingMessages({
        limits: this.settings,
        compression: this.settings.compression,
        codecs: compressionCodecs(options.compressionCodecs),
        clientIp: this.client.settings.clientIp,
        group: this.group,
      }),
      hooks: this.hooks,
      counters: new SendCounters(),
      events: this.events,
    }
    this.#life = new SenderLife(this.#context)
  }

  get isRunning(): boolean {
    return this.#life.isRunning
  }

  /**
   * Begins; connects to nobody before the first send. Idempotent.
   * @throws {@link ClosedError} `ROCKETMQ_CLOSED` after `close`
   */
  start(): void {
    this.#life.start()
  }

  /**
   * Ends: new sends are rejected, those accepted end first, each within its own time limit. Brokers are told, and the
   * client is released. Idempotent; never rejects for a broker that cannot be reached.
   * @param accepted hands over what was accepted and is not under way yet, by {@link sendAccepted}
   */
  close(accepted?: () => Promise<void>): Promise<void> {
    return this.#life.close(accepted)
  }

  /** @throws the errors of `Producer.send` */
  send(message: Message, options: SendOptions = NO_OPTIONS): Promise<SendResult> {
    try {
      this.#requireReady(options)
      const one = this.#context.outgoing.one(this.#inNamespace(message))
      return new SendOperation(this.#context, one, options, sendResult).run()
    } catch (error) {
      return this.#refuse(1, error)
    }
  }

  /**
   * A message of RocketMQ's own: one that comes again, or a reply.
   * @throws the errors of `Producer.send`
   */
  sendSystem(
    message: Message,
    system: SystemPart,
    options: SendOptions = NO_OPTIONS,
  ): Promise<SendResult> {
    try {
      this.#requireReady(options)
      // The topic of replies is RocketMQ's own, in no namespace.
      const own = system.kind === 'reply' ? message : this.#inNamespace(message)
      const one = this.#context.outgoing.one(own, system)
      return new SendOperation(this.#context, one, options, sendResult).run()
    } catch (error) {
      return this.#refuse(1, error)
    }
  }

  /**
   * The first half of a transaction.
   * @param system further properties of RocketMQ's own
   * @throws the errors of `Producer.send`; {@link InvalidMessage} also for a message with a delay
   */
  sendHalf(
    message: Message,
    options: SendOptions = NO_OPTIONS,
    system?: Readonly<Record<string, string>>,
  ): Promise<SendResult> {
    try {
      this.#requireReady(options)
      const half = this.#context.outgoing.half(this.#inNamespace(message), system)
      return new SendOperation(this.#context, half, options, sendResult).run()
    } catch (error) {
      return this.#refuse(1, error)
    }
  }

  /**
   * Several messages in one send: all are stored, or none is. One result for each, in their order.
   * @throws the errors of `Producer.send`; {@link InvalidBatch} when they may not travel together
   */
  sendBatch(
    members: readonly Message[],
    options: SendOptions = NO_OPTIONS,
  ): Promise<readonly SendResult[]> {
    try {
      this.#requireReady(options)
      return new SendOperation(this.#context, this.#batch(members), options, batchResults).run()
    } catch (error) {
      return this.#refuse(members.length, error)
    }
  }

  /**
   * As {@link sendBatch}, for messages that were accepted before: they are sent also while this closes. One goes as an
   * ordinary message.
   */
  sendAccepted(members: readonly Message[], options: SendOptions): Promise<readonly SendResult[]> {
    const [only] = members
    try {
      if (only === undefined || members.length > 1) {
        return new SendOperation(this.#context, this.#batch(members), options, batchResults).run()
      }
      const one = this.#context.outgoing.one(this.#inNamespace(only))
      const sent = new SendOperation(this.#context, one, options, sendResult).run()
      return sent.then((result) => [result])
    } catch (error) {
      return this.#refuse(members.length, error)
    }
  }

  /** Resolves when the message has been handed to the socket: whether it is stored is never known. */
  sendOneway(message: Message, options: SendOptions = NO_OPTIONS): Promise<undefined> {
    try {
      this.#requireReady(options)
      const one = this.#context.outgoing.one(this.#inNamespace(message))
      return new SendOperation<undefined>(this.#context, one, options, undefined).run()
    } catch (error) {
      return this.#refuse(1, error)
    }
  }

  /** As {@link sendOneway}, for a legal batch. */
  sendBatchOneway(
    members: readonly Message[],
    options: SendOptions = NO_OPTIONS,
  ): Promise<undefined> {
    try {
      this.#requireReady(options)
      const batch = this.#batch(members)
      return new SendOperation<undefined>(this.#context, batch, options, undefined).run()
    } catch (error) {
      return this.#refuse(members.length, error)
    }
  }

  /**
   * The queue of a message that may go to one only, by its key or a selector; `undefined` for all others.
   * @throws the errors of `Producer.send` that have to do with routes
   */
  async queueFor(message: Message, options: SendOptions): Promise<MessageQueue | undefined> {
    const { strategy, namespace, sendTimeoutMs } = this.settings
    const { signal, timeoutMs = sendTimeoutMs } = options
    if (!isBoundToQueue(message, options, strategy)) return undefined
    const wrapped = this.#inNamespace(message)
    const { topic } = wrapped
    const route = await withinLimit(this.client.routes.publishRoute(topic), {
      deadlineMs: performance.now() + timeoutMs,
      signal,
      onTimeout: () => sendTimedOut(topic, timeoutMs, texts.stepRoute()),
      onAbort: () => sendAborted(topic, signal?.reason, false),
    })
    const routed = this.#context.router.route(wrapped, route.publish, {
      ...callersChoice(options, namespace),
    })
    if (!routed.isRouted) throw routed.error
    return { ...routed.queue, topic: unwrapNamespace(namespace, topic) }
  }

  stats(): ProducerStats {
    const { counters, window } = this.#context
    return {
      ...counters.read(),
      inFlight: window.count,
      inFlightBytes: window.bytes,
      waiting: window.waitingCount,
    }
  }

  /** @throws {@link NotStarted} {@link ClosedError} */
  requireRunning(): void {
    this.#life.requireRunning()
  }

  #requireReady(options: SendOptions): void {
    this.#life.requireRunning()
    if (options !== NO_OPTIONS) checkSendOptions(options)
  }

  #refuse(count: number, error: unknown): Promise<never> {
    this.#context.counters.failed += count
    return Promise.reject(asCaught(error))
  }

  #batch(members: readonly Message[]): OutgoingMessage {
    return this.#context.outgoing.batch(members.map((member) => this.#inNamespace(member)))
  }

  #inNamespace(message: Message): Message {
    const { namespace } = this.settings
    if (namespace === undefined) return message
    return { ...message, topic: wrapNamespace(namespace, message.topic) }
  }
}
