import { ClosedError, TransactionError } from '../errors/errors.js'
import { thrownWords } from '../errors/thrown.js'
import type { Message } from '../message/message.js'
import { type CompressionCodecs, compressionCodecs } from '../protocol/compression.js'
import { REQUEST_CODE } from '../protocol/request-code.js'
import { wrapNamespace } from '../protocol/resource-name.js'
import type { ServerRequest } from '../remoting/command.js'
import { MessageSender } from '../send/message-sender.js'
import type { ProducerOptions } from '../send/producer-options.js'
import type { SendOptions } from '../send/send-options.js'
import type { SendResult } from '../send/send-result.js'
import { parseSettings } from '../settings/settings.js'
import { texts } from '../texts/texts.js'
import type { TraceStats } from '../trace/trace-dispatcher.js'
import type { TraceSettings } from '../trace/trace-settings.js'
import { tracedHooks, Tracer } from '../trace/tracer.js'
import { readCheckQuestion } from './check-question.js'
import { endTrace } from './end-trace.js'
import { EndTransactions } from './end-transaction.js'
import { HalfTopicWatch } from './half-topic-watch.js'
import { LocalTransactions } from './local-transactions.js'
import { TransactionChecks } from './transaction-checks.js'
import { type TransactionEventListener, TransactionEvents } from './transaction-events.js'
import type { TransactionListener } from './transaction-listener.js'
import type { TransactionMessage } from './transaction-message.js'
import type { TransactionResult } from './transaction-result.js'
import { transactionSchema, type TransactionSettings } from './transaction-settings.js'
import { TransactionCounters, type TransactionStats } from './transaction-stats.js'

/** What a transaction producer has beside the options of a producer. */
export interface TransactionParts<Arg> {
  readonly listener: TransactionListener<Arg>
  readonly transaction?: TransactionSettings | undefined
  /** Traces messages and the ends of transactions; `{}` for the defaults. @defaultValue no traces */
  readonly trace?: TraceSettings | undefined
}

export type TransactionProducerOptions<Arg = void> = ProducerOptions & TransactionParts<Arg>

/** What goes to `executeLocalTransaction`, which may be left out where it may be undefined; and options of the send. */
export type TransactionArguments<Arg> = undefined extends Arg
  ? [arg?: Arg, options?: SendOptions]
  : [arg: Arg, options?: SendOptions]

/** What a transaction producer does at present, and has done so far. */
export interface TransactionProducerStats extends TransactionStats {
  /** Local transactions that run now. */
  readonly runningTransactions: number
  readonly runningChecks: number
  readonly waitingChecks: number
  /** Absent without traces. */
  readonly trace: TraceStats | undefined
}

/**
 * Sends messages together with a local transaction: readers get the message if, and only if, the local transaction is
 * committed. A half message goes to the broker first, then `executeLocalTransaction` runs, then the broker is told
 * to hand the message out or to forget it. If that never happens (this process is killed, the broker is gone), the
 * broker asks any producer of the group, and `checkLocalTransaction` answers.
 *
 * @typeParam Arg what `executeLocalTransaction` is handed
 */
export class TransactionProducer<Arg = void> {
  readonly #sender: MessageSender
  readonly #codecs: CompressionCodecs
  readonly #events: TransactionEvents
  readonly #counters = new TransactionCounters()
  readonly #transactions: LocalTransactions<Arg>
  readonly #checks: TransactionChecks
  readonly #watch: HalfTopicWatch
  readonly #tracer: Tracer | undefined
  #stopAnswering: (() => void) | undefined
  #release: (() => void) | undefined
  #starting: Promise<void> | undefined
  #closing: Promise<void> | undefined

  /** @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key */
  constructor(options: TransactionProducerOptions<Arg>) {
    const { listener, transaction = {}, trace, ...producer } = options
    const settings = parseSettings('Transaction settings', transactionSchema, transaction)
    this.#tracer = trace && new Tracer(trace, producer.logger)
    const sendHooks = tracedHooks(producer.sendHooks, this.#tracer)
    const sender = new MessageSender({ ...producer, sendHooks })
    const { group, client } = sender
    const { namespace } = sender.settings
    this.#sender = sender
    this.#codecs = compressionCodecs(producer.compressionCodecs)
    this.#events = new TransactionEvents(sender.logger)
    this.#observe()
    const events = this.#events
    const ends = new EndTransactions({ brokers: client.brokers, group, namespace, events })
    this.#transactions = new LocalTransactions({ sender, settings, listener, ends, events })
    const isRunningHere = (id: string): boolean => this.#transactions.isRunning(id)
    this.#checks = new TransactionChecks({ settings, listener, ends, events, isRunningHere })
    this.#watch = new HalfTopicWatch({
      routes: client.routes,
      topics: settings.topics.map((topic) => wrapNamespace(namespace, topic)),
      intervalMs: client.settings.routeRefreshIntervalMs,
      logger: sender.logger,
    })
  }

  /** How brokers know this producer. */
  get clientId(): string {
    return this.#sender.client.clientId
  }

  /**
   * Begins to answer brokers, and resolves when those that may ask know this producer. Brokers and name servers that
   * cannot be reached do not fail it: they are told as soon as they are there. Idempotent.
   * @throws {@link ClosedError} `ROCKETMQ_CLOSED` after `close`
   * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` where its client has a transaction producer of the group
   */
  start(): Promise<void> {
    this.#starting ??= this.#start()
    return this.#starting
  }

  /**
   * Sends a message in a transaction. Resolves once the half message is stored, the local transaction has run, and the
   * broker was told of its end, or could not be: then, and when the state is unknown, the broker asks.
   *
   * @param arg handed to `executeLocalTransaction`
   * @throws {@link TransactionError} `ROCKETMQ_TRANSACTION_HALF_FAILED`: the local transaction was not run. Where
   * `details.mayBeStored` is true, a broker may ask about it nevertheless: answer `rollback`
   * @throws {@link InvalidMessage} also for a message with a delay
   * @throws {@link NotStarted} {@link ClosedError}
   * @example
   * ```ts
   * const { isCommit } = await producer.sendMessageInTransaction(message, order)
   * ```
   */
  async sendMessageInTransaction(
    message: TransactionMessage,
    ...[arg, options]: TransactionArguments<Arg>
  ): Promise<TransactionResult> {
    this.#requireOpen()
    // Left out it is undefined, and may be left out only where Arg allows that.
    return this.#transactions.run(message, arg as Arg, options)
  }

  /** Sends a message without a transaction, as `Producer.send`. */
  async send(message: Message, options?: SendOptions): Promise<SendResult> {
    this.#requireOpen()
    return this.#sender.send(message, options)
  }

  /** Tells of everything that happens to transactions. Returns the function that ends that. */
  on(listener: TransactionEventListener): () => void {
    return this.#events.on(listener)
  }

  stats(): TransactionProducerStats {
    return {
      ...this.#counters.read(),
      runningTransactions: this.#transactions.runningCount,
      runningChecks: this.#checks.runningCount,
      waitingChecks: this.#checks.waitingCount,
      trace: this.#tracer?.stats(),
    }
  }

  /**
   * Ends: no new transactions and checks; those that run end first, each within its own time limit, and their brokers
   * are told. Questions that wait are dropped: another producer of the group is asked. Idempotent.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #start(): Promise<void> {
    this.#requireOpen()
    const { client, group } = this.#sender
    this.#release = client.answerTransactionsOf(group)
    // Before any broker hears of us: it may ask at once.
    this.#stopAnswering = client.remoting.onRequest(
      REQUEST_CODE.CHECK_TRANSACTION_STATE,
      (request) => this.#onCheck(request),
    )
    this.#sender.start()
    await this.#watch.start()
    await client.heartbeat()
  }

  async #close(): Promise<void> {
    await this.#starting?.catch(() => undefined)
    await this.#transactions.whenEmpty()
    await this.#checks.close()
    this.#stopAnswering?.()
    this.#release?.()
    await this.#watch.stop()
    await this.#sender.close()
  }

  /** Never an answer on the connection: brokers want an END_TRANSACTION of its own. */
  #onCheck(request: ServerRequest): undefined {
    const { group, settings } = this.#sender
    const { namespace, maxMessageBytes: maxBodyBytes } = settings
    try {
      const about = { group, namespace, codecs: this.#codecs, maxBodyBytes }
      const question = readCheckQuestion(request, about)
      if (question) this.#checks.take(question)
    } catch (cause) {
      const { address } = request
      const reason = thrownWords(cause)
      const text = texts.transactionCheckUnreadable({ address, reason })
      const about = { topic: request.ext?.['topic'] ?? '', transactionId: request.ext?.['msgId'] }
      const code = 'ROCKETMQ_TRANSACTION_CHECK_FAILED'
      const error = new TransactionError({ code, text, ...about, details: { address }, cause })
      this.#events.emit({ type: 'failed', error })
    }
    return undefined
  }

  #observe(): void {
    this.#events.on((event) => this.#counters.count(event))
    const { group, settings } = this.#sender
    this.#events.on((event) => {
      const about = { group, namespace: settings.namespace, now: Date.now() }
      const record = this.#tracer && endTrace(event, about)
      if (record) this.#tracer.append(record)
    })
  }

  #requireOpen(): void {
    if (this.#closing)
      throw new ClosedError(texts.theTransactionProducer({ group: this.#sender.group }))
  }
}

/**
 * Makes a {@link TransactionProducer}; `start` it before the first transaction.
 *
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key
 * @example
 * ```ts
 * const producer = createTransactionProducer<Order>({
 *   nameServers: 'localhost:9876',
 *   group: 'orders',
 *   listener: {
 *     executeLocalTransaction: async (message, order, { transactionId }) => {
 *       await database.save(order, transactionId)
 *       return TRANSACTION_STATE.COMMIT
 *     },
 *     checkLocalTransaction: async (message, { transactionId }) =>
 *       (await database.has(transactionId)) ? 'commit' : 'rollback',
 *   },
 * })
 * await producer.start()
 * ```
 */
export function createTransactionProducer<Arg = void>(
  options: TransactionProducerOptions<Arg>,
): TransactionProducer<Arg> {
  return new TransactionProducer(options)
}
