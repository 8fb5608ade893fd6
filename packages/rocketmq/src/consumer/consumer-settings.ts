import * as v from 'valibot'

import { clientSchema } from '../client/client-settings.js'
import { ConfigurationError } from '../errors/errors.js'
import { mustBe } from '../rules/must-be.js'
import { countSchema, flagSchema, millisecondsSchema, parseSettings } from '../settings/settings.js'
import type { SettingProblem } from '../texts/setting-problem.js'
import { texts } from '../texts/texts.js'
import { checkPullTimes, commonEntries } from './common-settings.js'

const SUBJECT = 'Consumer settings'
const ASSIGNMENTS = ['client', 'broker'] as const
const MODES = ['concurrent', 'orderly'] as const

const ownEntries = {
  ...commonEntries,
  mode: v.pipe(
    v.optional(v.picklist(MODES, mustBe.oneOf('concurrent', 'orderly')), 'concurrent'),
    v.description(
      'concurrent: listeners run side by side. orderly: one message of a queue at a time, in their order, while the queue is locked for this member',
    ),
    v.metadata({
      env: 'ROCKETMQ_CONSUMER_MODE',
      source: 'MessageListenerConcurrently.java, MessageListenerOrderly.java',
    }),
  ),
  autoCommit: v.pipe(
    v.optional(flagSchema, true),
    v.description(
      'orderly: whether a message is consumed when its listener returns. false: when a listener returns "commit", with all before it',
    ),
    v.metadata({ source: 'ConsumeOrderlyContext.java autoCommit' }),
  ),
  suspendMs: v.pipe(
    v.optional(countSchema(10, 30_000), 1000),
    v.description('orderly: how long a queue waits before a message that failed comes again'),
    v.metadata({
      unit: 'ms',
      env: 'ROCKETMQ_SUSPEND_MS',
      source: 'DefaultMQPushConsumer.java suspendCurrentQueueTimeMillis',
    }),
  ),
  assignment: v.pipe(
    v.optional(v.picklist(ASSIGNMENTS, mustBe.oneOf('client', 'broker')), 'client'),
    v.description(
      'Who divides the queues. client: the members, by allocationStrategy. broker: brokers do, and say whether the group pulls or pops, as it is set to there. RocketMQ 5',
    ),
    v.metadata({
      env: 'ROCKETMQ_ASSIGNMENT',
      source: 'DefaultMQPushConsumer.java clientRebalance',
    }),
  ),
  popInvisibleMs: v.pipe(
    v.optional(millisecondsSchema(5000), 60_000),
    v.description(
      'A group that pops: how long a message is hidden from the other members at a time. Renewed as long as this member has it',
    ),
    v.metadata({ unit: 'ms', source: 'DefaultMQPushConsumer.java popInvisibleTime' }),
  ),
  popThresholdMessages: v.pipe(
    v.optional(countSchema(1, 65_535), 96),
    v.description(
      'A group that pops: a broker from which so many messages are in memory is not asked until some are consumed',
    ),
    v.metadata({
      unit: 'messages',
      source: 'DefaultMQPushConsumer.java popThresholdForQueue',
    }),
  ),
  concurrency: v.pipe(
    v.optional(countSchema(1, 10_000), 20),
    v.description('Listeners that run at a time'),
    v.metadata({
      unit: 'listeners',
      env: 'ROCKETMQ_CONSUMER_CONCURRENCY',
      source: 'DefaultMQPushConsumer.java consumeThreadMax',
    }),
  ),
  maxReconsumeTimes: v.pipe(
    v.optional(countSchema(0, 0x7fff_ffff)),
    v.description(
      'A message that failed so often goes to the dead letters. Default: as the group is set up at the broker, 16 unless changed; orderly: never',
    ),
    v.metadata({
      unit: 'times',
      env: 'ROCKETMQ_MAX_RECONSUME_TIMES',
      source: 'DefaultMQPushConsumer.java',
    }),
  ),
  consumeTimeoutMs: v.pipe(
    v.optional(millisecondsSchema(1), 15 * 60_000),
    v.description(
      'A listener that takes longer loses its messages: they come again, and its answer counts no more',
    ),
    v.metadata({
      unit: 'ms',
      env: 'ROCKETMQ_CONSUME_TIMEOUT_MS',
      source: 'DefaultMQPushConsumer.java consumeTimeout',
    }),
  ),
}

/** The settings of a consumer that uses a client shared with others. */
const sharedSchema = v.strictObject(ownEntries)

/** Every setting of a consumer: its type, default, check and documentation. */
export const consumerSchema = v.strictObject({ ...clientSchema.entries, ...ownEntries })

/** What users write when the consumer shares a client. */
export type SharedConsumerSettings = v.InferInput<typeof sharedSchema>

/** What users write. */
export type ConsumerSettings = v.InferInput<typeof consumerSchema>

/** What the code reads: complete and frozen. */
export type ResolvedConsumerSettings = Readonly<v.InferOutput<typeof sharedSchema>>

/**
 * Checks a consumer's settings and fills in the defaults.
 * @param isShared whether the consumer uses a client shared with others, which has settings of its own
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key
 */
export function resolveConsumerSettings(
  settings: object,
  isShared: boolean,
): ResolvedConsumerSettings {
  const resolved = parseSettings(SUBJECT, isShared ? sharedSchema : consumerSchema, settings)
  checkPullTimes(SUBJECT, resolved)
  checkAssignmentSettings(resolved)
  return resolved
}

/** Brokers know two strategies, and divide nothing among members that all read everything. */
function checkAssignmentSettings(settings: ResolvedConsumerSettings): void {
  const { assignment, allocationStrategy, messageModel } = settings
  if (assignment !== 'broker') return
  const issues: SettingProblem[] = []
  if (allocationStrategy === 'CONSISTENT_HASH') {
    issues.push({ path: 'allocationStrategy', text: texts.strategyUnknownToBrokers() })
  }
  if (messageModel === 'broadcasting') {
    issues.push({ path: 'assignment', text: texts.broadcastingByClient() })
  }
  if (issues.length > 0) throw new ConfigurationError(SUBJECT, issues)
}
