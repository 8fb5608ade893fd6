import {
  isRocketMQError,
  type RocketMQError,
  SendFailed,
  TransactionError,
} from '../errors/errors.js'
import { UnderWay } from '../flow/under-way.js'
import { parseOffsetMessageId } from '../protocol/offset-message-id.js'
import { MASTER_ID } from '../protocol/route-data.js'
import type { MessageSender } from '../send/message-sender.js'
import type { SendOptions } from '../send/send-options.js'
import type { SendResult } from '../send/send-result.js'
import { mayBeStored } from '../send/send-retry.js'
import { texts } from '../texts/texts.js'
import { askListener, type ListenerAnswer } from './ask-listener.js'
import type { EndTransactions, HalfMessage } from './end-transaction.js'
import type { TransactionEvents } from './transaction-events.js'
import type { TransactionListener } from './transaction-listener.js'
import { type TransactionMessage, transactionProperties } from './transaction-message.js'
import { type TransactionResult, transactionResult } from './transaction-result.js'
import type { ResolvedTransactionSettings } from './transaction-settings.js'

export interface LocalTransactionsParts<Arg> {
  readonly sender: MessageSender
  readonly settings: ResolvedTransactionSettings
  readonly listener: Pick<TransactionListener<Arg>, 'executeLocalTransaction'>
  readonly ends: EndTransactions
  readonly events: TransactionEvents
}

/** Runs transactions begun here: half message, local transaction, end. */
export class LocalTransactions<Arg> {
  readonly #parts: LocalTransactionsParts<Arg>
  readonly #underWay = new UnderWay()
  /** Those whose local transaction runs now. */
  readonly #running = new Set<string>()

  constructor(parts: LocalTransactionsParts<Arg>) {
    this.#parts = parts
  }

  get runningCount(): number {
    return this.#running.size
  }

  isRunning(transactionId: string): boolean {
    return this.#running.has(transactionId)
  }

  /** @throws {@link TransactionError} and what is wrong with the message, its options or the producer */
  run(message: TransactionMessage, arg: Arg, options?: SendOptions): Promise<TransactionResult> {
    return this.#underWay.track(this.#run(message, arg, options))
  }

  /** Resolves when none is under way. */
  whenEmpty(): Promise<void> {
    return this.#underWay.whenNone()
  }

  async #run(
    message: TransactionMessage,
    arg: Arg,
    options?: SendOptions,
  ): Promise<TransactionResult> {
    const { events, ends } = this.#parts
    const sent = await this.#sendHalf(message, options)
    const transactionId = sent.msgId
    events.emit({ type: 'halfStored', message, transactionId, result: sent })
    const answer = await this.#execute(message, arg, sent)
    return transactionResult(
      sent,
      answer,
      await ends.end(this.#half(message, sent), answer.state, false),
    )
  }

  async #sendHalf(message: TransactionMessage, options?: SendOptions): Promise<SendResult> {
    const { sender, events } = this.#parts
    try {
      return await sender.sendHalf(message, options, transactionProperties(message))
    } catch (cause) {
      if (!isRocketMQError(cause) || CALLERS_OWN.has(cause.code)) throw cause
      const { topic } = message
      const error = new TransactionError({
        code: 'ROCKETMQ_TRANSACTION_HALF_FAILED',
        text: texts.halfFailed({ topic, reason: cause.text }),
        topic,
        // A broker that stored it nevertheless will ask about it by this id.
        transactionId: cause instanceof SendFailed ? cause.msgId : message.uniqueId,
        details: { mayBeStored: isStoredPerhaps(cause) },
        cause,
      })
      events.emit({ type: 'failed', error })
      throw error
    }
  }

  async #execute(message: TransactionMessage, arg: Arg, sent: SendResult): Promise<ListenerAnswer> {
    // It may be lost with its broker, and then the local transaction would stand alone.
    if (sent.status !== 'SEND_OK') return { state: 'rollback', error: undefined }
    const { listener, settings, events } = this.#parts
    const { topic } = message
    const transactionId = sent.msgId
    const method = 'executeLocalTransaction'
    const asked = { ...message, uniqueId: transactionId }
    this.#running.add(transactionId)
    const answer = await askListener(
      { method, topic, transactionId, timeoutMs: settings.localTimeoutMs },
      (signal) => listener.executeLocalTransaction(asked, arg, { transactionId, signal }),
    )
    this.#running.delete(transactionId)
    if (answer.error) events.emit({ type: 'failed', error: answer.error })
    return answer
  }

  #half(message: TransactionMessage, sent: SendResult): HalfMessage {
    const { brokerName } = sent.queue
    const { routes } = this.#parts.sender.client
    return {
      message,
      transactionId: sent.msgId,
      brokerName,
      // Another server may have become the broker's master meanwhile.
      brokerAddress: routes.brokers().get(brokerName)?.get(MASTER_ID) ?? sent.brokerAddress,
      regionId: sent.regionId,
      isTraceOn: sent.isTraceOn,
      place: () => ({
        tranStateTableOffset: sent.queueOffset,
        commitLogOffset: parseOffsetMessageId(sent.offsetMsgId).commitLogOffset,
      }),
    }
  }
}

/** What is wrong with the call itself, which these say better than an error about the transaction could. */
const CALLERS_OWN: ReadonlySet<string> = new Set([
  'ROCKETMQ_MESSAGE_INVALID',
  'ROCKETMQ_ENCODE_FAILED',
  'ROCKETMQ_CONFIG_INVALID',
  'ROCKETMQ_QUEUE_INVALID',
  'ROCKETMQ_NOT_STARTED',
  'ROCKETMQ_CLOSED',
])

const isStoredPerhaps = (error: RocketMQError): boolean =>
  error instanceof SendFailed ? error.mayBeStored : mayBeStored(error)
