import type { Text } from '../texts/text.js'
import { texts } from '../texts/texts.js'

/** How long names may be. Source: apache/rocketmq `common/.../topic/TopicValidator.java`, `Validators.java`. */
const NAME_LIMIT = { topic: 127, group: 120, retryTopic: 255 } as const

export const RETRY_PREFIX = '%RETRY%'
export const DLQ_PREFIX = '%DLQ%'
const SEPARATOR = '%'
const LEGAL = /^[%|a-zA-Z\d_-]+$/

/**
 * What is wrong with a topic's name, or `undefined`.
 *
 * Source: apache/rocketmq `common/.../topic/TopicValidator.java` (`validateTopic`).
 */
export function topicNameProblem(topic: string): Text | undefined {
  const isRetry = topic.startsWith(RETRY_PREFIX) || topic.startsWith(DLQ_PREFIX)
  return nameProblem(topic, isRetry ? NAME_LIMIT.retryTopic : NAME_LIMIT.topic)
}

/**
 * What is wrong with a group's name, or `undefined`.
 *
 * Source: apache/rocketmq `client/.../Validators.java` (`checkGroup`).
 */
export function groupNameProblem(group: string): Text | undefined {
  return nameProblem(group, NAME_LIMIT.group)
}

function nameProblem(name: string, limit: number): Text | undefined {
  if (name === '') return texts.textEmpty()
  if (name.length > limit) return texts.nameTooLong({ length: name.length, limit })
  if (!LEGAL.test(name)) return texts.nameIllegal({ name })
  return undefined
}

/** Topics of RocketMQ's own that nobody may send to. */
const UNSENDABLE: ReadonlySet<string> = new Set([
  'SCHEDULE_TOPIC_XXXX',
  'SCHEDULE_TOPIC_XXXX_V2',
  'RMQ_SYS_TRANS_HALF_TOPIC',
  'RMQ_SYS_TRANS_OP_HALF_TOPIC',
  'TRANS_CHECK_MAX_TIME_TOPIC',
  'SELF_TEST_TOPIC',
  'OFFSET_MOVED_EVENT',
])

const SYSTEM_TOPICS: ReadonlySet<string> = new Set([
  ...UNSENDABLE,
  'TBW102',
  'BenchmarkTest',
  'RMQ_SYS_TRACE_TOPIC',
])
const SYSTEM_TOPIC_PREFIX = 'rmq_sys_'
const SYSTEM_GROUP_PREFIX = 'CID_RMQ_SYS_'

/**
 * Whether clients may send to a topic.
 *
 * Source: apache/rocketmq `common/.../topic/TopicValidator.java` (`isNotAllowedSendTopic`).
 */
export function isSendableTopic(topic: string): boolean {
  return !UNSENDABLE.has(topic)
}

/** Whether a topic is RocketMQ's own. Source: apache/rocketmq `common/.../topic/TopicValidator.java`. */
export function isSystemTopic(topic: string): boolean {
  return SYSTEM_TOPICS.has(topic) || topic.startsWith(SYSTEM_TOPIC_PREFIX)
}

/** The topic a group's failed messages come again through. */
export function retryTopicOf(group: string): string {
  return RETRY_PREFIX + group
}

/** The topic where messages end that a group gave up. */
export function deadLetterTopicOf(group: string): string {
  return DLQ_PREFIX + group
}

/**
 * Puts a topic or group into a namespace: `orders` → `shop%orders`, `%RETRY%g` → `%RETRY%shop%g`. Names that are in it
 * already and RocketMQ's own stay as they are, and so does everything where there is no namespace.
 *
 * Source: apache/rocketmq `remoting/.../protocol/NamespaceUtil.java` (`wrapNamespace`).
 */
export function wrapNamespace(namespace: string | undefined, name: string): string {
  if (namespace === undefined || namespace === '' || name === '' || isSystemResource(name)) {
    return name
  }
  const { prefix, rest } = splitPrefix(name)
  return rest.startsWith(namespace + SEPARATOR) ? name : prefix + namespace + SEPARATOR + rest
}

/**
 * The name as its users know it: takes this namespace off, and leaves names of other namespaces as they are.
 *
 * Source: apache/rocketmq `remoting/.../protocol/NamespaceUtil.java` (`withoutNamespace`).
 */
export function unwrapNamespace(namespace: string | undefined, name: string): string {
  if (namespace === undefined || namespace === '' || isSystemResource(name)) return name
  const { prefix, rest } = splitPrefix(name)
  const inside = namespace + SEPARATOR
  return rest.startsWith(inside) ? prefix + rest.slice(inside.length) : name
}

function isSystemResource(name: string): boolean {
  return isSystemTopic(name) || name.startsWith(SYSTEM_GROUP_PREFIX)
}

function splitPrefix(name: string): { prefix: string; rest: string } {
  for (const prefix of [RETRY_PREFIX, DLQ_PREFIX]) {
    if (name.startsWith(prefix)) return { prefix, rest: name.slice(prefix.length) }
  }
  return { prefix: '', rest: name }
}
