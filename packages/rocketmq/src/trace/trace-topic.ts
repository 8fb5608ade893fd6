import type { ResolvedTraceSettings } from './trace-settings.js'

const LOCAL_TOPIC = 'RMQ_SYS_TRACE_TOPIC'
const CLOUD_PREFIX = 'rmq_sys_TRACE_DATA_'

/** Where the traces of a region go. Source: TopicValidator.java, TraceConstants.java. */
export function traceTopicOf(
  { topic, channel }: Pick<ResolvedTraceSettings, 'topic' | 'channel'>,
  regionId: string,
): string {
  return topic ?? (channel === 'cloud' ? CLOUD_PREFIX + regionId : LOCAL_TOPIC)
}

/** Whether messages of a topic are traces themselves: those are never traced. */
export function isTraceTopic(
  { topic }: Pick<ResolvedTraceSettings, 'topic'>,
  name: string,
): boolean {
  return name === topic || name === LOCAL_TOPIC || name.startsWith(CLOUD_PREFIX)
}

/** The producer group that traces are sent by, on behalf of a producer or a consumer. Source: AsyncTraceDispatcher.java. */
export function traceGroupOf(group: string, user: 'PRODUCE' | 'CONSUME'): string {
  const [prefix, suffix] = ['_INNER_TRACE_PRODUCER-', `-${user}`]
  return prefix + group.slice(0, MAX_GROUP_LENGTH - prefix.length - suffix.length) + suffix
}

/** Source: Validators.java. */
const MAX_GROUP_LENGTH = 120
