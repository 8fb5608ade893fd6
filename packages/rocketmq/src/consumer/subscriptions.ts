import { batchSizeOf, type Subscriber } from '../consume/subscriber.js'
import { ConfigurationError } from '../errors/errors.js'
import { popTopicOf } from '../protocol/pop-handle.js'
import {
  retryTopicOf,
  topicNameProblem,
  unwrapNamespace,
  wrapNamespace,
} from '../protocol/resource-name.js'
import { type SubscriptionData, subscriptionData } from '../protocol/subscription-data.js'
import type { SettingProblem } from '../texts/setting-problem.js'
import { texts } from '../texts/texts.js'

/** Which messages of a topic a consumer wants. */
export interface MessageFilter {
  /** One tag, several joined by `||`, or a list of them. Default: every message. */
  readonly tags?: string | readonly string[] | undefined
  /** An SQL92 expression over properties, instead of tags. Needs `enablePropertyFilter=true` on the broker. */
  readonly sql?: string | undefined
}

/** A subscription as it stands. */
export interface SubscriptionStatus {
  /** Without the namespace. */
  readonly topic: string
  readonly expression: string
  readonly expressionType: 'TAG' | 'SQL92'
  /** Rises with every change; brokers go by the highest one of the group. */
  readonly version: number
  readonly batchSize: number
  /** As it was subscribed with: what `subscribe` takes, also in another process. */
  readonly filter: MessageFilter
}

interface Entry {
  readonly filter: MessageFilter
  readonly subscriber: Subscriber
  data: SubscriptionData
}

/** What a consumer subscribes to, and who consumes it. */
export class Subscriptions {
  readonly #namespace: string | undefined
  readonly #retry: SubscriptionData | undefined
  /** What members of the group have popped and not consumed comes again through these: by topic, with the namespace. */
  readonly #popRetries = new Map<string, SubscriptionData>()
  readonly #group: string
  /** By topic, with the namespace. */
  readonly #entries = new Map<string, Entry>()
  /** As brokers were told by the last heartbeat that reached one. */
  #told: ReadonlyMap<string, SubscriptionData> = new Map()
  #lastVersion = 0

  /**
   * @param group with the namespace
   * @param hasRetries whether messages that fail come again, through the retry topic
   */
  constructor(group: string, namespace: string | undefined, hasRetries: boolean) {
    this.#namespace = namespace
    this.#group = group
    const topic = retryTopicOf(group)
    if (hasRetries) {
      this.#retry = subscriptionData({ topic, expression: '*', version: this.#nextVersion() })
    }
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0
  }

  /** Adds a topic, or replaces what was subscribed before. @throws {@link ConfigurationError} */
  add(topic: string, subscriber: Subscriber, filter: MessageFilter): void {
    checkSubscription(topic, subscriber, filter)
    const wrapped = wrapNamespace(this.#namespace, topic)
    this.#entries.set(wrapped, { filter, subscriber, data: this.#dataOf(wrapped, filter) })
  }

  /** Returns whether it was subscribed to. */
  remove(topic: string): boolean {
    const wrapped = wrapNamespace(this.#namespace, topic)
    this.#popRetries.delete(wrapped)
    return this.#entries.delete(wrapped)
  }

  /** Topics to divide among the members, with the namespace; the retry topic is the last one. */
  topics(): readonly string[] {
    return [...this.#entries.keys(), ...this.#retries().map((retry) => retry.topic)]
  }

  has(topic: string): boolean {
    return this.#entries.has(topic) || this.isRetry(topic)
  }

  /**
   * Whether to read the retry topic of popped messages, beside the topic that they were popped from: who pulls has to,
   * for a pop of the topic brings them by itself.
   * @param topic with the namespace
   * @returns whether that is a change
   */
  setPopRetry(topic: string, isRead: boolean): boolean {
    if (isRead === this.#popRetries.has(topic)) return false
    const retry = popTopicOf(topic, this.#group, '1')
    const version = this.#nextVersion()
    if (!isRead) this.#popRetries.delete(topic)
    else this.#popRetries.set(topic, subscriptionData({ topic: retry, expression: '*', version }))
    return true
  }

  /** Whether a topic is one that popped messages come again through: it exists once one has. */
  isPopRetry(topic: string): boolean {
    return [...this.#popRetries.values()].some((retry) => retry.topic === topic)
  }

  /** Whether a topic, with the namespace, is one that failed messages come again through. */
  isRetry(topic: string): boolean {
    return this.#retries().some((retry) => retry.topic === topic)
  }

  /** @param topic without the namespace */
  subscriberOf(topic: string): Subscriber | undefined {
    return this.#entries.get(wrapNamespace(this.#namespace, topic))?.subscriber
  }

  /** What brokers are told. */
  data(): readonly SubscriptionData[] {
    const own = [...this.#entries.values()].map(({ data }) => data)
    return [...own, ...this.#retries()]
  }

  /** Brokers have been told {@link data} as it was then. */
  markTold(data: readonly SubscriptionData[]): void {
    this.#told = new Map(data.map((one) => [one.topic, one]))
  }

  /**
   * The subscription to pull with: as brokers know it. With a newer version a broker would refuse the pull.
   * @param topic with the namespace
   */
  toldOf(topic: string): SubscriptionData {
    return this.#told.get(topic) ?? this.currentOf(topic)
  }

  /**
   * The subscription as it is now, whether brokers know it or not.
   * @param topic with the namespace
   */
  currentOf(topic: string): SubscriptionData {
    const retry = this.#retries().find((one) => one.topic === topic)
    // A queue of a topic that is being unsubscribed from is pulled once more at most, and takes everything.
    return this.#entries.get(topic)?.data ?? retry ?? everything(topic)
  }

  /** Raises the version of a topic: this member's subscription becomes the one that brokers go by. */
  renew(topic: string): void {
    const entry = this.#entries.get(topic)
    if (entry) entry.data = { ...entry.data, subVersion: this.#nextVersion() }
  }

  status(): readonly SubscriptionStatus[] {
    return [...this.#entries].map(([topic, { data, subscriber, filter }]) => ({
      topic: unwrapNamespace(this.#namespace, topic),
      expression: data.subString,
      expressionType: data.expressionType,
      version: data.subVersion,
      batchSize: batchSizeOf(subscriber),
      filter,
    }))
  }

  #retries(): readonly SubscriptionData[] {
    return [...(this.#retry ? [this.#retry] : []), ...this.#popRetries.values()]
  }

  #dataOf(topic: string, { tags, sql }: MessageFilter): SubscriptionData {
    const version = this.#nextVersion()
    if (sql !== undefined)
      return subscriptionData({ topic, type: 'SQL92', expression: sql, version })
    const expression = typeof tags === 'string' ? tags : (tags ?? []).join(' || ')
    return subscriptionData({ topic, expression, version })
  }

  /** Milliseconds since 1970 as Java has it, but always higher than the one before. */
  #nextVersion(): number {
    this.#lastVersion = Math.max(this.#lastVersion + 1, Date.now())
    return this.#lastVersion
  }
}

const everything = (topic: string): SubscriptionData =>
  subscriptionData({ topic, expression: '*', version: 0 })

function checkSubscription(topic: string, subscriber: Subscriber, filter: MessageFilter): void {
  const issues: SettingProblem[] = []
  const problem = topicNameProblem(topic)
  if (problem !== undefined) issues.push({ path: 'topic', text: problem })
  const { tags, sql } = filter
  if (tags !== undefined && sql !== undefined) {
    issues.push({ path: 'sql', text: texts.tagsOrSql() })
  }
  if (sql?.trim() === '') {
    issues.push({ path: 'sql', text: texts.textEmpty() })
  }
  if (Array.isArray(tags) && tags.length === 0) {
    issues.push({ path: 'tags', text: texts.tagsEmpty() })
  }
  const size = batchSizeOf(subscriber)
  if (!Number.isInteger(size) || size < 1 || size > 1024) {
    issues.push({ path: 'maxMessages', text: texts.batchSizeOutOfRange({ value: size }) })
  }
  if (issues.length > 0) throw new ConfigurationError(texts.theSubscription({ topic }), issues)
}
