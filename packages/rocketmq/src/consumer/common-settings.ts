import * as v from 'valibot'

import { groupSchema, namespaceEntry } from '../client/group-settings.js'
import { ConfigurationError } from '../errors/errors.js'
import { mustBe } from '../rules/must-be.js'
import {
  countOrInfinitySchema,
  countSchema,
  flagSchema,
  millisecondsSchema,
  textSchema,
} from '../settings/settings.js'
import { texts } from '../texts/texts.js'

const MIB = 1024 * 1024
const MODELS = ['clustering', 'broadcasting'] as const
const STRATEGIES = ['AVG', 'AVG_BY_CIRCLE', 'CONSISTENT_HASH'] as const

const consumeFromSchema = v.union(
  [
    v.picklist(['last', 'first']),
    v.strictObject({ timestampMs: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  ],
  'must be "last", "first" or { timestampMs: milliseconds since 1970 }',
)

/** Settings of every consumer that pulls: its group, the queues it gets, and how it pulls them. */
export const commonEntries = {
  group: v.pipe(
    groupSchema,
    v.description('Name of the consumer group: its members share the messages of their topics'),
    v.metadata({ env: 'ROCKETMQ_CONSUMER_GROUP', source: 'DefaultMQPushConsumer.java' }),
  ),
  namespace: namespaceEntry,
  messageModel: v.pipe(
    v.optional(v.picklist(MODELS, mustBe.oneOf('clustering', 'broadcasting')), 'clustering'),
    v.description(
      'clustering: each message goes to one member of the group. broadcasting: each member gets every message; what fails does not come again',
    ),
    v.metadata({ env: 'ROCKETMQ_MESSAGE_MODEL', source: 'MessageModel.java' }),
  ),
  consumeFrom: v.pipe(
    v.optional(consumeFromSchema, 'last'),
    v.description(
      'Where a group begins to read a queue that it has no offset for: "last" after the newest message, "first" at the oldest, or { timestampMs }',
    ),
    v.metadata({ source: 'ConsumeFromWhere.java' }),
  ),
  allocationStrategy: v.pipe(
    v.optional(
      v.picklist(STRATEGIES, `must be one of ${STRATEGIES.join(', ')}; others: allocation`),
      'AVG',
    ),
    v.description(
      'How the queues of a topic are divided. All members must use the same, Java’s too',
    ),
    v.metadata({
      env: 'ROCKETMQ_ALLOCATION_STRATEGY',
      source: 'AllocateMessageQueueStrategy.java',
    }),
  ),
  pullBatchSize: v.pipe(
    v.optional(countSchema(1, 1024), 32),
    v.description('Messages that one pull asks for. Brokers give at most 32 unless set otherwise'),
    v.metadata({
      unit: 'messages',
      env: 'ROCKETMQ_PULL_BATCH_SIZE',
      source: 'DefaultMQPushConsumer.java',
    }),
  ),
  pullIntervalMs: v.pipe(
    v.optional(countSchema(0, 65_535), 0),
    v.description('Wait between two pulls of a queue'),
    v.metadata({ unit: 'ms', source: 'DefaultMQPushConsumer.java pullInterval' }),
  ),
  pullThresholdMessages: v.pipe(
    v.optional(countSchema(1, 65_535), 1000),
    v.description('A queue with so many messages in memory is not pulled until some are consumed'),
    v.metadata({
      unit: 'messages',
      env: 'ROCKETMQ_PULL_THRESHOLD_MESSAGES',
      source: 'DefaultMQPushConsumer.java pullThresholdForQueue',
    }),
  ),
  pullThresholdBytes: v.pipe(
    v.optional(countSchema(1, 1024 * MIB), 100 * MIB),
    v.description('The same in bytes of their bodies'),
    v.metadata({
      unit: 'bytes',
      env: 'ROCKETMQ_PULL_THRESHOLD_BYTES',
      source: 'DefaultMQPushConsumer.java pullThresholdSizeForQueue',
    }),
  ),
  pullThresholdSpan: v.pipe(
    v.optional(countSchema(1, 65_535), 2000),
    v.description(
      'A queue is not pulled while its oldest unfinished message is so many offsets behind: a restart would consume those after it again',
    ),
    v.metadata({
      unit: 'offsets',
      source: 'DefaultMQPushConsumer.java consumeConcurrentlyMaxSpan',
    }),
  ),
  suspendTimeoutMs: v.pipe(
    v.optional(millisecondsSchema(1), 15_000),
    v.description('How long a broker may hold a pull that finds nothing'),
    v.metadata({ unit: 'ms', source: 'DefaultMQPushConsumerImpl.java' }),
  ),
  pullTimeoutMs: v.pipe(
    v.optional(millisecondsSchema(1), 30_000),
    v.description('How long a pull waits for its answer; more than suspendTimeoutMs'),
    v.metadata({ unit: 'ms', source: 'DefaultMQPushConsumerImpl.java' }),
  ),
  pullRetryDelayMs: v.pipe(
    v.optional(millisecondsSchema(1), 1000),
    v.description('Wait after a pull that failed. Java waits 3 s'),
    v.metadata({ unit: 'ms', source: 'DefaultMQPushConsumerImpl.java' }),
  ),
  offsetPersistIntervalMs: v.pipe(
    v.optional(millisecondsSchema(10), 5000),
    v.description(
      'Time between two writes of the offsets; a crash consumes what came between again',
    ),
    v.metadata({
      unit: 'ms',
      env: 'ROCKETMQ_OFFSET_PERSIST_INTERVAL_MS',
      source: 'ClientConfig.java persistConsumerOffsetInterval',
    }),
  ),
  rebalanceIntervalMs: v.pipe(
    v.optional(millisecondsSchema(10), 20_000),
    v.description('Time between two looks at who has which queue; brokers tell of changes besides'),
    v.metadata({
      unit: 'ms',
      env: 'ROCKETMQ_REBALANCE_INTERVAL_MS',
      source: 'RebalanceService.java',
    }),
  ),
  stallMarginMs: v.pipe(
    v.optional(millisecondsSchema(1), 10_000),
    v.description(
      'A pull loop that does nothing for this long beyond its time limits is started anew, with an event and a log line',
    ),
    v.metadata({ unit: 'ms' }),
  ),
  closeTimeoutMs: v.pipe(
    v.optional(millisecondsSchema(0), 30_000),
    v.description(
      'How long a closing consumer waits for running listeners. After that it aborts their signals and leaves their messages to others',
    ),
    v.metadata({
      unit: 'ms',
      env: 'ROCKETMQ_CONSUMER_CLOSE_TIMEOUT_MS',
      source: 'DefaultMQPushConsumer.java awaitTerminationMillisWhenShutdown',
    }),
  ),
  maxMessageBytes: v.pipe(
    v.optional(countOrInfinitySchema(1), 64 * MIB),
    v.description(
      'Largest body once decompressed: the guard against small bodies that grow without end',
    ),
    v.metadata({ unit: 'bytes' }),
  ),
  localOffsetsPath: v.pipe(
    v.optional(textSchema),
    v.description(
      'Folder for the offsets of broadcasting. Default: .rocketmq_offsets in the home folder, as in Java',
    ),
    v.metadata({
      env: 'ROCKETMQ_LOCAL_OFFSETS_PATH',
      source: 'LocalFileOffsetStore.java',
    }),
  ),
  unitMode: v.pipe(
    v.optional(flagSchema, false),
    v.description('For clusters divided into units'),
    v.metadata({ env: 'ROCKETMQ_UNIT_MODE', source: 'ClientConfig.java unitMode' }),
  ),
}

const commonSchema = v.strictObject(commonEntries)

/** What the code of all consumers reads: complete and frozen. */
export type CommonConsumerSettings = Readonly<v.InferOutput<typeof commonSchema>>

/**
 * Settings that contradict each other.
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID`
 */
export function checkPullTimes(
  subject: string,
  {
    pullTimeoutMs,
    suspendTimeoutMs,
  }: Pick<CommonConsumerSettings, 'pullTimeoutMs' | 'suspendTimeoutMs'>,
): void {
  if (pullTimeoutMs > suspendTimeoutMs) return
  const text = texts.pullTimeoutTooShort({ suspendTimeoutMs, pullTimeoutMs })
  throw new ConfigurationError(subject, [{ path: 'pullTimeoutMs', text }])
}
