/**
 * A message to be sent. Plain and readonly: spread it, compare it, keep it. Make one with {@link createMessage}, which
 * fills in what is left out and takes texts and lists in handy forms.
 */
export interface Message {
  readonly topic: string
  readonly body: Uint8Array
  /** A number of your own that travels along; RocketMQ ignores it. */
  readonly flag: number
  /** The tag that subscriptions filter by. */
  readonly tags: string | undefined
  /** Your business keys; brokers index messages by them. */
  readonly keys: readonly string[]
  /** Messages of one sharding key go to one queue, so they keep their order. */
  readonly shardingKey: string | undefined
  /** Delay by level, 1–18: 1s 5s 10s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h, unless the broker has others. */
  readonly delayLevel: number | undefined
  /** Delay in milliseconds, up to 3 days. RocketMQ 5: older brokers deliver at once. */
  readonly delayMs: number | undefined
  /** Time of delivery in milliseconds since 1970. RocketMQ 5: older brokers deliver at once. */
  readonly deliverAtMs: number | undefined
  /**
   * From 0 on; the higher, the sooner, for consumers that pop. The topic needs as many queues as it has priorities, and
   * the attribute `message.type=PRIORITY`. RocketMQ 5.4.
   */
  readonly priority: number | undefined
  /**
   * The lite topic below `topic`, whose attribute is `message.type=LITE`. It is there from its first message on, and goes
   * away when none has come for as long as the topic says. RocketMQ 5.5.
   */
  readonly liteTopic: string | undefined
  /** Whether the broker answers only when the message is stored as it is set up to. */
  readonly waitStoreOk: boolean
  /** Set to send under an id of your own; by default each message gets one when it is sent. */
  readonly uniqueId: string | undefined
  /** Your own properties. RocketMQ's names are reserved. */
  readonly properties: Readonly<Record<string, string>>
}

/** What {@link createMessage} takes. */
export interface MessageInput {
  readonly topic: string
  /** Text is sent as UTF-8. */
  readonly body: string | Uint8Array
  /** @defaultValue 0 */
  readonly flag?: number | undefined
  readonly tags?: string | undefined
  /** One key or several. No key may contain a space: it separates them. */
  readonly keys?: string | readonly string[] | undefined
  readonly shardingKey?: string | undefined
  readonly delayLevel?: number | undefined
  readonly delayMs?: number | undefined
  readonly deliverAtMs?: number | undefined
  readonly priority?: number | undefined
  readonly liteTopic?: string | undefined
  /** @defaultValue true */
  readonly waitStoreOk?: boolean | undefined
  readonly uniqueId?: string | undefined
  readonly properties?: Readonly<Record<string, string>> | undefined
}

const NO_PROPERTIES: Readonly<Record<string, string>> = Object.freeze({})
const NO_KEYS: readonly string[] = Object.freeze([])

/**
 * Makes a message. Whether it may be sent is checked when it is: see `validateMessage`.
 *
 * @example
 * ```ts
 * createMessage({ topic: 'orders', body: JSON.stringify(order), tags: 'paid', keys: order.id })
 * ```
 */
export function createMessage(input: MessageInput): Message {
  const { body, keys } = input
  return {
    topic: input.topic,
    body: typeof body === 'string' ? Buffer.from(body, 'utf8') : body,
    flag: input.flag ?? 0,
    tags: input.tags,
    keys: keys === undefined ? NO_KEYS : typeof keys === 'string' ? [keys] : keys,
    shardingKey: input.shardingKey,
    delayLevel: input.delayLevel,
    delayMs: input.delayMs,
    deliverAtMs: input.deliverAtMs,
    priority: input.priority,
    liteTopic: input.liteTopic,
    waitStoreOk: input.waitStoreOk ?? true,
    uniqueId: input.uniqueId,
    properties: input.properties ?? NO_PROPERTIES,
  }
}

/**
 * A message of its own with some fields changed: body, keys and properties are copied, so that no change of one shows
 * in the other. A copy of a received message is a message to send: what the broker added stays behind, its unique id
 * included.
 */
export function copyMessage(message: Message, changes: Partial<MessageInput> = {}): Message {
  const isReceived = 'storeTimestamp' in message
  const copy = createMessage({
    topic: message.topic,
    body: message.body,
    flag: message.flag,
    tags: message.tags,
    keys: message.keys,
    shardingKey: message.shardingKey,
    priority: message.priority,
    liteTopic: message.liteTopic,
    ...(isReceived
      ? {}
      : {
          delayLevel: message.delayLevel,
          delayMs: message.delayMs,
          deliverAtMs: message.deliverAtMs,
          waitStoreOk: message.waitStoreOk,
          uniqueId: message.uniqueId,
        }),
    properties: message.properties,
    ...changes,
  })
  return {
    ...copy,
    body: Uint8Array.from(copy.body),
    keys: [...copy.keys],
    properties: { ...copy.properties },
  }
}
