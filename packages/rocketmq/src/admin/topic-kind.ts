import { DLQ_PREFIX, isSystemTopic, RETRY_PREFIX } from '../protocol/resource-name.js'

/**
 * `user`: somebody made it to send to. `retry`: failed messages of a group come again through it. `deadLetter`: those
 * that a group gave up. `system`: RocketMQ's own.
 */
export type TopicKind = 'user' | 'retry' | 'deadLetter' | 'system'

export interface TopicName {
  readonly topic: string
  readonly kind: TopicKind
}

/** What a topic is for, by its name and by what the name server calls its own. */
export function topicKind(topic: string, system: ReadonlySet<string>): TopicKind {
  if (topic.startsWith(RETRY_PREFIX)) return 'retry'
  if (topic.startsWith(DLQ_PREFIX)) return 'deadLetter'
  if (topic.startsWith(SYSTEM_PREFIX)) return 'system'
  const isOfCluster =
    topic.endsWith(REPLY_SUFFIX) && system.has(topic.slice(0, -REPLY_SUFFIX.length))
  return isSystemTopic(topic) || system.has(topic) || isOfCluster ? 'system' : 'user'
}

/** What brokers of 5.5 keep for themselves has this prefix; name servers do not tell of it. */
const SYSTEM_PREFIX = 'RMQ_SYS_'

/** Replies to requests over topics go through `<cluster>_REPLY_TOPIC`. Source: apache/rocketmq `MixAll.java`. */
const REPLY_SUFFIX = '_REPLY_TOPIC'
