import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { jsonBody } from '../json-body.js'
import type { JsonFields } from '../json-fields.js'
import { REQUEST_CODE } from '../request-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'

/** Lite topics in one broker as a whole. */
export interface LiteBrokerFigures {
  /** Queues of lite topics that there are, and that there may be at most. */
  readonly queues: number
  readonly maxQueues: number
  readonly subscriptions: number
  /** Topics with lite topics below them, and the lifetime of a lite topic in minutes; −1: it has no end. */
  readonly topics: ReadonlyMap<string, number>
  /** The groups bound to each of these topics. */
  readonly groups: ReadonlyMap<string, readonly string[]>
}

/** The lite topics below one topic, at one broker. */
export interface LiteParentFigures {
  readonly topic: string
  /** Minutes; −1: they have no end. */
  readonly lifetimeMinutes: number
  readonly liteTopics: number
  readonly groups: readonly string[]
}

/** One lite topic, at one broker. */
export interface LiteTopicFigures {
  readonly topic: string
  readonly liteTopic: string
  /** Who subscribes; the client is `*` for a group that takes all lite topics. */
  readonly subscribers: readonly { readonly clientId: string; readonly group: string }[]
  readonly minOffset: bigint
  readonly maxOffset: bigint
  /** Milliseconds since 1970; `undefined` while it has no message. */
  readonly lastStoredMs: number | undefined
  /** Whether this broker is the one that the lite topic belongs to. */
  readonly isHome: boolean
}

/** A client of a group, at one broker. */
export interface LiteClientFigures {
  readonly clientId: string
  /** `undefined` where the broker does not know the client. */
  readonly liteTopics: readonly string[] | undefined
  /** Of all it subscribes to, also where {@link liteTopics} has only some. */
  readonly count: number
  /** Milliseconds since 1970; `undefined` before its first question for messages. */
  readonly lastAskedMs: number | undefined
}

/** A lite topic that a group is behind in. */
export interface LiteLag {
  readonly liteTopic: string
  readonly lag: bigint
  /** When its oldest message that is not consumed was stored, in milliseconds since 1970. */
  readonly oldestMs: number | undefined
}

/** How far a group is behind, at one broker. */
export interface LiteGroupFigures {
  readonly group: string
  readonly topic: string
  /** Messages that are not consumed; `undefined` for a lite topic that the broker does not have. */
  readonly lag: bigint | undefined
  /** When the oldest of them was stored, in milliseconds since 1970. */
  readonly oldestMs: number | undefined
  /** The lite topics with the most messages, and those with the oldest. */
  readonly mostMessages: readonly LiteLag[]
  readonly oldestMessages: readonly LiteLag[]
}

/** Asks for {@link LiteBrokerFigures} (200074). Source: apache/rocketmq `broker/.../processor/LiteManagerProcessor.java`. */
export const liteBrokerRequest = (): RemotingRequest => ({
  code: REQUEST_CODE.GET_BROKER_LITE_INFO,
})

/** @throws {@link BrokerError} {@link DecodeError} */
export function readLiteBrokerResponse(
  response: RemotingResponse,
  about: RequestSubject,
): LiteBrokerFigures {
  const body = bodyOf(REQUEST_CODE.GET_BROKER_LITE_INFO, response, about)
  const groups = body.optionalObject('groupMeta')
  const topics = body.optionalObject('topicMeta')
  return {
    queues: body.integer('currentLmqNum'),
    maxQueues: body.integer('maxLmqNum'),
    subscriptions: body.integer('liteSubscriptionCount'),
    topics: new Map(topics?.keys().map((topic) => [topic, topics.integer(topic)])),
    groups: new Map(groups?.keys().map((topic) => [topic, [...groups.texts(topic)].sort()])),
  }
}

/** Asks for {@link LiteParentFigures} (200075). */
export const liteParentRequest = (topic: string): RemotingRequest => ({
  code: REQUEST_CODE.GET_PARENT_TOPIC_INFO,
  ext: { topic },
})

/** @throws {@link BrokerError} the topic is not there, or has no lite topics; {@link DecodeError} */
export function readLiteParentResponse(
  response: RemotingResponse,
  about: RequestSubject,
): LiteParentFigures {
  const body = bodyOf(REQUEST_CODE.GET_PARENT_TOPIC_INFO, response, about)
  return {
    topic: body.text('topic'),
    lifetimeMinutes: body.integer('ttl'),
    liteTopics: body.integer('liteTopicCount'),
    groups: [...body.texts('groups')].sort(),
  }
}

/** Asks for {@link LiteTopicFigures} (200076). */
export const liteTopicRequest = (parentTopic: string, liteTopic: string): RemotingRequest => ({
  code: REQUEST_CODE.GET_LITE_TOPIC_INFO,
  ext: { parentTopic, liteTopic },
})

/** @throws {@link BrokerError} the topic is not there, or has no lite topics; {@link DecodeError} */
export function readLiteTopicResponse(
  response: RemotingResponse,
  about: RequestSubject,
): LiteTopicFigures {
  const body = bodyOf(REQUEST_CODE.GET_LITE_TOPIC_INFO, response, about)
  const offsets = body.object('topicOffset')
  return {
    topic: body.text('parentTopic'),
    liteTopic: body.text('liteTopic'),
    subscribers: body
      .objects('subscriber')
      .map((one) => ({ clientId: one.text('clientId'), group: one.text('group') })),
    minOffset: offsets.int64('minOffset'),
    maxOffset: offsets.int64('maxOffset'),
    lastStoredMs: timeOf(offsets, 'lastUpdateTimestamp'),
    isHome: body.boolean('shardingToBroker'),
  }
}

/** Asks for {@link LiteClientFigures} (200077). */
export function liteClientRequest(client: {
  readonly topic: string
  readonly group: string
  readonly clientId: string
  readonly maxCount: number
}): RemotingRequest {
  const { topic, group, clientId, maxCount } = client
  return {
    code: REQUEST_CODE.GET_LITE_CLIENT_INFO,
    ext: { parentTopic: topic, group, clientId, maxCount: `${maxCount}` },
  }
}

/** @throws {@link BrokerError} the group is not bound to the topic; {@link DecodeError} */
export function readLiteClientResponse(
  response: RemotingResponse,
  about: RequestSubject,
): LiteClientFigures {
  const body = bodyOf(REQUEST_CODE.GET_LITE_CLIENT_INFO, response, about)
  const count = body.integer('liteTopicCount')
  return {
    clientId: body.text('clientId'),
    liteTopics: count < 0 ? undefined : [...body.texts('liteTopicSet')].map(liteTopicOf).sort(),
    count: Math.max(0, count),
    lastAskedMs: timeOf(body, 'lastAccessTime'),
  }
}

/** Asks for {@link LiteGroupFigures} (200078). */
export function liteGroupRequest(
  group: string,
  { liteTopic, top }: { readonly liteTopic: string | undefined; readonly top: number },
): RemotingRequest {
  return {
    code: REQUEST_CODE.GET_LITE_GROUP_INFO,
    ext: { group, topK: `${top}`, ...(liteTopic !== undefined && { liteTopic }) },
  }
}

/** @throws {@link BrokerError} the group is not there, or is none for lite topics; {@link DecodeError} */
export function readLiteGroupResponse(
  response: RemotingResponse,
  about: RequestSubject,
): LiteGroupFigures {
  const body = bodyOf(REQUEST_CODE.GET_LITE_GROUP_INFO, response, about)
  const lag = body.int64('totalLagCount')
  return {
    group: body.text('group'),
    topic: body.text('parentTopic'),
    lag: lag < 0n ? undefined : lag,
    oldestMs: timeOf(body, 'earliestUnconsumedTimestamp'),
    mostMessages: body.objects('lagCountTopK').map(readLag),
    oldestMessages: body.objects('lagTimestampTopK').map(readLag),
  }
}

/** Asks a broker to look for messages that wait for a group, or for one client of it (200079). */
export function dispatchLiteRequest(group: string, clientId: string | undefined): RemotingRequest {
  return {
    code: REQUEST_CODE.TRIGGER_LITE_DISPATCH,
    ext: { group, ...(clientId !== undefined && { clientId }) },
  }
}

/** @throws {@link BrokerError} the group is not there, or is none for lite topics */
export function readDispatchLiteResponse(response: RemotingResponse, about: RequestSubject): void {
  expectSuccess(REQUEST_CODE.TRIGGER_LITE_DISPATCH, response, about)
}

const readLag = (fields: JsonFields): LiteLag => ({
  liteTopic: liteTopicOf(fields.text('liteTopic')),
  lag: fields.int64('lagCount'),
  oldestMs: timeOf(fields, 'earliestUnconsumedTimestamp'),
})

/** A broker may say `%LMQ%$<topic>$<lite topic>`. Source: apache/rocketmq `common/.../lite/LiteUtil.java`. */
const liteTopicOf = (name: string): string => name.slice(name.lastIndexOf('$') + 1)

function timeOf(fields: JsonFields, name: string): number | undefined {
  const ms = fields.optionalInteger(name) ?? 0
  return ms > 0 ? ms : undefined
}

function bodyOf(code: number, response: RemotingResponse, about: RequestSubject): JsonFields {
  expectSuccess(code, response, about)
  const subject = 'the figures of lite topics'
  return jsonBody(response, subject)
}
