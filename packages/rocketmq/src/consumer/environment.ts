import {
  CLIENT_ENVIRONMENT,
  type EnvironmentVariable,
  readEnvironment,
  variable,
} from '../client/environment.js'
import { consumerSchema, type ConsumerSettings } from './consumer-settings.js'

/** Every environment variable that {@link readConsumerEnvironment} reads. */
export const CONSUMER_ENVIRONMENT: readonly EnvironmentVariable[] = [
  ...CLIENT_ENVIRONMENT,
  variable('ROCKETMQ_CONSUMER_GROUP', 'group', 'text'),
  variable('ROCKETMQ_MESSAGE_MODEL', 'messageModel', 'text'),
  variable('ROCKETMQ_ALLOCATION_STRATEGY', 'allocationStrategy', 'text'),
  variable('ROCKETMQ_PULL_BATCH_SIZE', 'pullBatchSize'),
  variable('ROCKETMQ_PULL_THRESHOLD_MESSAGES', 'pullThresholdMessages'),
  variable('ROCKETMQ_PULL_THRESHOLD_BYTES', 'pullThresholdBytes'),
  variable('ROCKETMQ_OFFSET_PERSIST_INTERVAL_MS', 'offsetPersistIntervalMs'),
  variable('ROCKETMQ_REBALANCE_INTERVAL_MS', 'rebalanceIntervalMs'),
  variable('ROCKETMQ_CONSUMER_CLOSE_TIMEOUT_MS', 'closeTimeoutMs'),
  variable('ROCKETMQ_LOCAL_OFFSETS_PATH', 'localOffsetsPath', 'text'),
  variable('ROCKETMQ_CONSUMER_MODE', 'mode', 'text'),
  variable('ROCKETMQ_ASSIGNMENT', 'assignment', 'text'),
  variable('ROCKETMQ_SUSPEND_MS', 'suspendMs'),
  variable('ROCKETMQ_CONSUMER_CONCURRENCY', 'concurrency'),
  variable('ROCKETMQ_MAX_RECONSUME_TIMES', 'maxReconsumeTimes'),
  variable('ROCKETMQ_CONSUME_TIMEOUT_MS', 'consumeTimeoutMs'),
]

/**
 * The settings of a push consumer that environment variables name; as `readProducerEnvironment`.
 *
 * @param environment usually `process.env`
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each variable with a wrong value
 * @example
 * ```ts
 * const consumer = createConsumer({ group: 'billing', nameServers, ...readConsumerEnvironment(process.env) })
 * ```
 */
export function readConsumerEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Partial<ConsumerSettings> {
  return readEnvironment(CONSUMER_ENVIRONMENT, consumerSchema, environment)
}
