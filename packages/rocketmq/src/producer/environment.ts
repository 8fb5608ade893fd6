import {
  CLIENT_ENVIRONMENT,
  type EnvironmentVariable,
  readEnvironment,
  variable,
} from '../client/environment.js'
import { producerSchema, type ProducerSettings } from '../send/producer-settings.js'

/** An environment variable and the setting it stands for. */
export type ProducerEnvironmentVariable = EnvironmentVariable

/** Every environment variable that {@link readProducerEnvironment} reads. */
export const PRODUCER_ENVIRONMENT: readonly ProducerEnvironmentVariable[] = [
  ...CLIENT_ENVIRONMENT,
  variable('ROCKETMQ_PRODUCER_GROUP', 'group', 'text'),
  variable('ROCKETMQ_SEND_TIMEOUT_MS', 'sendTimeoutMs'),
  variable('ROCKETMQ_ATTEMPT_TIMEOUT_MS', 'attemptTimeoutMs'),
  variable('ROCKETMQ_RETRIES', 'retries'),
  variable('ROCKETMQ_RETRY_BACKOFF_MS', 'retryBackoffMs'),
  variable('ROCKETMQ_RETRY_WHEN_NOT_STORE_OK', 'retryWhenNotStoreOk', 'flag'),
  variable('ROCKETMQ_LATENCY_AVOIDANCE', 'latencyAvoidance', 'flag'),
  variable('ROCKETMQ_ROUTING_STRATEGY', 'strategy', 'text'),
  variable('ROCKETMQ_MAX_MESSAGE_BYTES', 'maxMessageBytes'),
  variable('ROCKETMQ_COMPRESSION_THRESHOLD_BYTES', 'compression.thresholdBytes'),
  variable('ROCKETMQ_COMPRESSION_TYPE', 'compression.type', 'text'),
  variable('ROCKETMQ_COMPRESSION_LEVEL', 'compression.level'),
  variable('ROCKETMQ_AUTO_BATCH_LINGER_MS', 'autoBatch.lingerMs'),
  variable('ROCKETMQ_AUTO_BATCH_MAX_BYTES', 'autoBatch.maxBytes'),
  variable('ROCKETMQ_AUTO_BATCH_MAX_MESSAGES', 'autoBatch.maxMessages'),
  variable('ROCKETMQ_IN_FLIGHT_MAX_MESSAGES', 'inFlight.maxMessages'),
  variable('ROCKETMQ_IN_FLIGHT_MAX_BYTES', 'inFlight.maxBytes'),
  variable('ROCKETMQ_IN_FLIGHT_WHEN_FULL', 'inFlight.whenFull', 'text'),
  variable('ROCKETMQ_IN_FLIGHT_MAX_WAITING', 'inFlight.maxWaiting'),
]

/**
 * The settings that environment variables name. Empty ones count as absent; what is not in
 * {@link PRODUCER_ENVIRONMENT} is not looked at.
 *
 * @param environment usually `process.env`
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each variable with a wrong value
 */
export function readProducerEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Partial<ProducerSettings> {
  return readEnvironment(PRODUCER_ENVIRONMENT, producerSchema, environment)
}
