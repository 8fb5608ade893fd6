import { NotFound } from '../errors/server-errors.js'
import type { MessageExt } from '../message/message-ext.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import { parseOffsetMessageId } from '../protocol/offset-message-id.js'
import {
  consumeDirectlyRequest,
  type ConsumeDirectlyResult,
  readConsumeDirectlyResponse,
} from '../protocol/requests/consumer-control.js'
import {
  type MessageQuery,
  queryMessageRequest,
  readQueryMessageResponse,
  readViewMessageResponse,
  viewMessageRequest,
} from '../protocol/requests/find-messages.js'
import { texts } from '../texts/texts.js'
import type { AdminCalls, TopicServer } from './admin-calls.js'
import { atEach } from './at-each.js'
import { type CallOptions, FORWARDED_MS, type ProgressOptions, signalOf } from './call-options.js'
import type { MessageReader } from './message-reader.js'
import {
  followMessages,
  type FollowOptions,
  readMessages,
  type ReadOptions,
} from './read-messages.js'

export interface FindOptions extends ProgressOptions {
  /** Stored at this time or later, in milliseconds since 1970. Default: any time; a time makes it cheaper. */
  readonly fromTimestampMs?: number | undefined
  readonly toTimestampMs?: number | undefined
  /** From each broker. @defaultValue 64 */
  readonly maxMessages?: number | undefined
}

/** Messages: look them up, read them, have one consumed. Nothing of it changes anybody's offsets. */
export class MessageAdmin {
  readonly #calls: AdminCalls
  readonly #reader: MessageReader

  constructor(calls: AdminCalls, reader: MessageReader) {
    this.#calls = calls
    this.#reader = reader
  }

  /**
   * A message by the id of its broker and place (`offsetMsgId`).
   * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED` for a text that is no such id
   * @throws {@link NotFound} `ROCKETMQ_NOT_FOUND` it is deleted, or never was
   */
  async byOffsetId(
    offsetMsgId: string,
    options: CallOptions & { readonly topic?: string | undefined } = {},
  ): Promise<MessageExt> {
    const { storeHost, commitLogOffset } = parseOffsetMessageId(offsetMsgId)
    const servers = await this.#calls.servers(options)
    const server = servers.find(({ address }) => address === storeHost)
    const found = await this.#calls.ask(
      storeHost,
      viewMessageRequest(commitLogOffset, options.topic),
      (response, subject) =>
        readViewMessageResponse(response, subject, this.#calls.messageOptions(server?.brokerName)),
      options,
    )
    return found ?? notFound(offsetMsgId)
  }

  /**
   * The messages of a unique id: the one that was sent, and where it came again through a retry, not those copies, which
   * are in the retry topic. Usually one.
   * @throws {@link NotFound} `ROCKETMQ_TOPIC_NOT_FOUND` naming the nearest topic; `ROCKETMQ_NOT_FOUND` no such message
   */
  async byUniqueId(
    topic: string,
    uniqueId: string,
    options: FindOptions = {},
  ): Promise<readonly [MessageExt, ...MessageExt[]]> {
    const [first, ...others] = await this.#find(topic, uniqueId, 'uniqueId', options)
    return first ? [first, ...others] : notFound(uniqueId)
  }

  /**
   * The messages that have a key, oldest first; none when there is none. Brokers index a message some moments after it
   * was stored.
   * @throws {@link NotFound} `ROCKETMQ_TOPIC_NOT_FOUND` naming the nearest topic
   */
  byKey(topic: string, key: string, options: FindOptions = {}): Promise<readonly MessageExt[]> {
    return this.#find(topic, key, 'key', options)
  }

  /**
   * The message at an offset of a queue.
   * @throws {@link NotFound} `ROCKETMQ_NOT_FOUND` there is none: it is deleted, or not there yet
   */
  async byOffset(
    queue: MessageQueue,
    offset: bigint,
    options: CallOptions = {},
  ): Promise<MessageExt> {
    const queues = await this.#reader.queues(queue.topic, options)
    const found = queues.find(
      (one) => one.queue.brokerName === queue.brokerName && one.queue.queueId === queue.queueId,
    )
    const id = `${queue.brokerName} ${queue.queueId} ${offset}`
    if (!found) return notFound(id)
    const answer = await this.#reader.pull(found, offset, 0, { ...options, maxMessages: 1 })
    return answer.messages.find(({ queueOffset }) => queueOffset === offset) ?? notFound(id)
  }

  /**
   * The messages of a topic that are there, oldest first.
   *
   * @throws {@link NotFound} `ROCKETMQ_TOPIC_NOT_FOUND` naming the nearest topic
   * @example
   * ```ts
   * for await (const message of admin.messages.read('orders', { from: { timestampMs: Date.now() - 60_000 } })) ...
   * ```
   */
  read(topic: string, options: ReadOptions = {}): AsyncGenerator<MessageExt, void, undefined> {
    return readMessages(this.#reader, topic, options)
  }

  /**
   * The messages that come to a topic, until the signal or a `break` ends it. It waits for brokers that are away. Queues
   * that are added meanwhile are not followed.
   *
   * @throws {@link NotFound} `ROCKETMQ_TOPIC_NOT_FOUND` naming the nearest topic
   */
  follow(topic: string, options: FollowOptions = {}): AsyncGenerator<MessageExt, void, undefined> {
    return followMessages(this.#reader, topic, options)
  }

  /**
   * Has a message consumed by one member of a group, now, and says what became of it. The group's offsets stay as they
   * are.
   *
   * @param offsetMsgId `offsetMsgId` of the message
   * @throws {@link BrokerError} `ROCKETMQ_NOT_FOUND` the member is not connected
   */
  async consumeDirectly(
    { group, clientId, offsetMsgId, topic }: ConsumeDirectlyQuestion,
    options: CallOptions = {},
  ): Promise<ConsumeDirectlyResult> {
    const { storeHost } = parseOffsetMessageId(offsetMsgId)
    const servers = await this.#calls.servers(options)
    const brokerName = servers.find(({ address }) => address === storeHost)?.brokerName
    const client = { consumerGroup: group, clientId, brokerName }
    return this.#calls.ask(
      storeHost,
      consumeDirectlyRequest(client, offsetMsgId, topic),
      readConsumeDirectlyResponse,
      { ...signalOf(options), group, timeoutMs: FORWARDED_MS },
    )
  }

  async #find(
    topic: string,
    key: string,
    by: 'key' | 'uniqueId',
    options: FindOptions,
  ): Promise<readonly MessageExt[]> {
    const servers = await this.#calls.readableOf(topic, options)
    const query: MessageQuery = {
      ...{ topic, key, by },
      maxNum: options.maxMessages ?? 64,
      beginTimestamp: options.fromTimestampMs ?? 0,
      endTimestamp: options.toTimestampMs ?? Number.MAX_SAFE_INTEGER,
    }
    const ask = ({ address, brokerName }: TopicServer) =>
      this.#calls.ask(
        address,
        queryMessageRequest(query),
        (response, subject) =>
          readQueryMessageResponse(
            response,
            subject,
            query,
            this.#calls.messageOptions(brokerName),
          ),
        { ...signalOf(options), topic },
      )
    const answers = await atEach(`Looking for ${key} in topic ${topic}`, servers, ask, options)
    return answers.flat().sort((a, b) => a.storeTimestamp - b.storeTimestamp)
  }
}

/** A message, and who is to consume it. */
export interface ConsumeDirectlyQuestion {
  readonly group: string
  readonly clientId: string
  readonly offsetMsgId: string
  readonly topic?: string | undefined
}

function notFound(id: string): never {
  throw new NotFound({
    code: 'ROCKETMQ_NOT_FOUND',
    text: texts.messageMissing({ id }),
    details: { id },
  })
}
