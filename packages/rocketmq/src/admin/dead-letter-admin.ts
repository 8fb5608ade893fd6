import { NotFound } from '../errors/server-errors.js'
import type { MessageExt } from '../message/message-ext.js'
import { encodeProperties } from '../protocol/properties.js'
import { PROPERTY } from '../protocol/property-names.js'
import { readSendResponse, sendMessageRequest } from '../protocol/requests/send.js'
import { deadLetterTopicOf, DLQ_PREFIX, retryTopicOf } from '../protocol/resource-name.js'
import { isWritable, MASTER_ID } from '../protocol/route-data.js'
import { SYS_FLAG } from '../protocol/sys-flag.js'
import { texts } from '../texts/texts.js'
import type { AdminCalls, TopicServer } from './admin-calls.js'
import { type CallOptions, type ProgressOptions, signalOf } from './call-options.js'
import type { MessageReader } from './message-reader.js'
import { hintFor } from './not-found.js'
import { readMessages, type ReadOptions } from './read-messages.js'
import type { TopicAdmin } from './topic-admin.js'

/** A group that has dead letters. */
export interface DeadLetterGroup {
  readonly group: string
  /** `%DLQ%<group>`. */
  readonly topic: string
  readonly messages: bigint
  /** When the newest one was stored, in milliseconds since 1970. */
  readonly lastTimestamp: number | undefined
}

/** A message that a group gave up. */
export interface DeadLetter extends MessageExt {
  /** The topic that it was sent to; `undefined` where no broker or client said so. */
  readonly originTopic: string | undefined
}

export interface ResendOptions extends Omit<ReadOptions, 'signal'>, ProgressOptions {
  /**
   * `group`: only this group gets it again, through its retry topic. `topic`: the original topic, so that every group of
   * that topic gets it. @defaultValue `group`
   */
  readonly to?: 'group' | 'topic' | undefined
  /** Which ones. Default: all that are read. */
  readonly select?: ((letter: DeadLetter) => boolean) | undefined
}

/** A dead letter that was sent again. */
export interface ResentLetter {
  readonly letter: DeadLetter
  /** The topic that it was sent to. */
  readonly topic: string
  readonly offsetMsgId: string
}

/** Messages that groups gave up: who has some, what they are, and sending them again. */
export class DeadLetterAdmin {
  readonly #calls: AdminCalls
  readonly #topics: TopicAdmin
  readonly #reader: MessageReader

  constructor(calls: AdminCalls, topics: TopicAdmin, reader: MessageReader) {
    this.#calls = calls
    this.#topics = topics
    this.#reader = reader
  }

  /** The groups that have a dead letter topic, sorted, with how much is kept in it. */
  async groups(options: ProgressOptions = {}): Promise<readonly DeadLetterGroup[]> {
    const topics = await this.#deadLetterTopics(options)
    const groups: DeadLetterGroup[] = []
    for (const topic of topics) {
      const { messages, queues } = await this.#topics.stats(topic, signalOf(options))
      const times = queues.flatMap(({ lastUpdateTimestamp }) => lastUpdateTimestamp ?? [])
      const lastTimestamp = times.length === 0 ? undefined : Math.max(...times)
      groups.push({ group: topic.slice(DLQ_PREFIX.length), topic, messages, lastTimestamp })
      options.onProgress?.({ done: groups.length, total: topics.length, last: topic })
    }
    return groups
  }

  /**
   * The dead letters of a group, oldest first. Reading changes nothing.
   * @throws {@link NotFound} `ROCKETMQ_NOT_FOUND` when the group has none, naming the nearest group that has
   */
  async *read(
    group: string,
    options: ReadOptions = {},
  ): AsyncGenerator<DeadLetter, void, undefined> {
    await this.#requireTopic(group, options)
    for await (const message of readMessages(this.#reader, deadLetterTopicOf(group), options)) {
      yield { ...message, originTopic: originTopicOf(message) }
    }
  }

  /**
   * Sends dead letters again, one after the other, each under its unique id, and tells of each that is sent. They stay
   * in the dead letter topic too, which forgets messages only by age: choose by `from` or `select` what is to be sent.
   *
   * @throws {@link NotFound} `ROCKETMQ_NOT_FOUND` the group has no dead letters, or none of its consumers ever ran
   * @throws the error of a send that failed: those before it are sent
   * @example
   * ```ts
   * for await (const { letter } of admin.deadLetters.resend('billing', { from: { timestampMs } })) console.log(letter.msgId)
   * ```
   */
  async *resend(
    group: string,
    { to = 'group', select = () => true, onProgress, ...options }: ResendOptions = {},
  ): AsyncGenerator<ResentLetter, void, undefined> {
    const routes = new Map<string, readonly TopicServer[]>()
    let done = 0
    for await (const letter of this.read(group, options)) {
      if (!select(letter)) continue
      const { originTopic } = letter
      const topic = to === 'group' ? retryTopicOf(group) : (originTopic ?? retryTopicOf(group))
      const servers = routes.get(topic) ?? (await this.#writable(topic, group, options))
      routes.set(topic, servers)
      const server = servers[done % servers.length]
      if (!server) continue
      const offsetMsgId = await this.#send(letter, topic, server, signalOf(options))
      done += 1
      onProgress?.({ done, total: undefined, last: letter.msgId })
      yield { letter, topic, offsetMsgId }
    }
  }

  async #send(
    letter: DeadLetter,
    topic: string,
    { address, brokerName }: TopicServer,
    options: CallOptions,
  ): Promise<string> {
    if (letter.bodyError) throw letter.bodyError
    const { body, properties, systemProperties, originTopic } = letter
    const kept = Object.entries(systemProperties).filter(([name]) => KEPT.has(name))
    const isRetry = originTopic !== undefined && topic !== originTopic
    const request = sendMessageRequest(
      {
        producerGroup: PRODUCER_GROUP,
        ...{ topic, brokerName },
        // The body is written as it is read: decompressed.
        sysFlag: letter.sysFlag & SYS_FLAG.MULTI_TAGS,
        bornTimestamp: letter.bornTimestamp,
        flag: letter.flag,
        properties: encodeProperties({
          ...properties,
          ...Object.fromEntries(kept),
          ...(isRetry && { [PROPERTY.RETRY_TOPIC]: originTopic }),
        }),
        reconsumeTimes: 0,
      },
      body,
    )
    const sent = await this.#calls.ask(address, request, readSendResponse, { ...options, topic })
    return sent.offsetMsgIds[0] ?? ''
  }

  async #writable(
    topic: string,
    group: string,
    options: CallOptions,
  ): Promise<readonly TopicServer[]> {
    const route = await this.#calls.client.nameServers.topicRoute(topic, signalOf(options))
    const writable = new Set(
      route?.queueDatas.flatMap((data) =>
        isWritable(data.perm) && data.writeQueueNums > 0 ? data.brokerName : [],
      ),
    )
    const servers = (route?.brokerDatas ?? []).flatMap(({ brokerName, brokerAddrs }) => {
      const address = brokerAddrs.get(MASTER_ID)
      return address !== undefined && writable.has(brokerName) ? [{ brokerName, address }] : []
    })
    if (servers.length > 0) return servers
    if (topic !== retryTopicOf(group)) return this.#calls.mastersOf(topic, options)
    throw new NotFound({
      code: 'ROCKETMQ_NOT_FOUND',
      text: texts.retryTopicMissing({ group }),
      details: { group, topic },
    })
  }

  async #requireTopic(group: string, options: CallOptions): Promise<void> {
    const topic = deadLetterTopicOf(group)
    const { nameServers } = this.#calls.client
    if (await nameServers.topicRoute(topic, signalOf(options))) return
    const groups = (await this.#deadLetterTopics(options)).map((name) =>
      name.slice(DLQ_PREFIX.length),
    )
    throw new NotFound({
      code: 'ROCKETMQ_NOT_FOUND',
      text: texts.deadLettersMissing({ group, topic, hint: hintFor(group, groups) }),
      details: { group, topic },
    })
  }

  async #deadLetterTopics(options: CallOptions): Promise<readonly string[]> {
    const topics = await this.#calls.client.nameServers.topics(undefined, signalOf(options))
    return topics.filter((topic) => topic.startsWith(DLQ_PREFIX)).sort()
  }
}

/** The producer group of RocketMQ’s own tools. Source: apache/rocketmq `MixAll.java`. */
const PRODUCER_GROUP = 'CLIENT_INNER_PRODUCER'

/**
 * What of RocketMQ's own properties goes along: what its sender said, and where it was first. What the broker said about
 * the way to the dead letters stays behind.
 */
const KEPT: ReadonlySet<string> = new Set<string>([
  PROPERTY.TAGS,
  PROPERTY.KEYS,
  PROPERTY.SHARDING_KEY,
  PROPERTY.UNIQ_KEY,
  PROPERTY.BUYER_ID,
  PROPERTY.INSTANCE_ID,
  PROPERTY.ORIGIN_MESSAGE_ID,
  PROPERTY.TRACE_CONTEXT,
  PROPERTY.CORRELATION_ID,
  PROPERTY.REPLY_TO_CLIENT,
  PROPERTY.TTL,
  PROPERTY.CLUSTER,
])

const originTopicOf = ({ systemProperties }: MessageExt): string | undefined =>
  systemProperties[PROPERTY.DLQ_ORIGIN_TOPIC] ?? systemProperties[PROPERTY.RETRY_TOPIC]
