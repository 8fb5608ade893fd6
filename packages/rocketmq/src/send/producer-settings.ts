import * as v from 'valibot'

import { clientSchema } from '../client/client-settings.js'
import { groupSchema, namespaceEntry } from '../client/group-settings.js'
import { ROUTING_STRATEGIES } from '../routing/message-router.js'
import { countSchema, flagSchema, millisecondsSchema, parseSettings } from '../settings/settings.js'
import { DEFAULT_MAX_MESSAGE_BYTES } from './message-validation.js'

const MIB = 1024 * 1024
const COMPRESSION_TYPES = ['zlib', 'lz4', 'zstd'] as const
const WHEN_FULL = ['wait', 'reject'] as const

const compressionSchema = v.strictObject({
  thresholdBytes: v.pipe(
    v.optional(countSchema(1), 4096),
    v.description('Bodies of at least so many bytes are compressed; those of batches never are'),
    v.metadata({
      unit: 'bytes',
      env: 'ROCKETMQ_COMPRESSION_THRESHOLD_BYTES',
      source: 'DefaultMQProducer.java compressMsgBodyOverHowmuch',
    }),
  ),
  type: v.pipe(
    v.optional(v.picklist(COMPRESSION_TYPES, 'must be "zlib", "lz4" or "zstd"'), 'zlib'),
    v.description(
      'How. lz4 needs a codec (compressionCodecs), and so does zstd before Node 22.15; both need readers of 5.x',
    ),
    v.metadata({ env: 'ROCKETMQ_COMPRESSION_TYPE', source: 'DefaultMQProducer.java compressType' }),
  ),
  level: v.pipe(
    v.optional(countSchema(1, 9), 5),
    v.description('1 is fast, 9 is small'),
    v.metadata({
      env: 'ROCKETMQ_COMPRESSION_LEVEL',
      source: 'DefaultMQProducer.java compressLevel',
    }),
  ),
})

const inFlightSchema = v.strictObject({
  maxMessages: v.pipe(
    v.optional(countSchema(1), 1000),
    v.description('Sends under way at a time; a batch counts as one'),
    v.metadata({ unit: 'sends', env: 'ROCKETMQ_IN_FLIGHT_MAX_MESSAGES' }),
  ),
  maxBytes: v.pipe(
    v.optional(countSchema(1), 64 * MIB),
    v.description('Bytes of the bodies under way at a time. A larger body goes alone'),
    v.metadata({ unit: 'bytes', env: 'ROCKETMQ_IN_FLIGHT_MAX_BYTES' }),
  ),
  whenFull: v.pipe(
    v.optional(v.picklist(WHEN_FULL, 'must be "wait" or "reject"'), 'wait'),
    v.description('Whether a send beyond that waits, within its own time limit, or fails at once'),
    v.metadata({ env: 'ROCKETMQ_IN_FLIGHT_WHEN_FULL' }),
  ),
  maxWaiting: v.pipe(
    v.optional(countSchema(0), 10_000),
    v.description('Sends that may wait; those beyond fail at once, so that memory stays bounded'),
    v.metadata({ unit: 'sends', env: 'ROCKETMQ_IN_FLIGHT_MAX_WAITING' }),
  ),
})

const autoBatchSchema = v.strictObject({
  lingerMs: v.pipe(
    v.optional(millisecondsSchema(0), 10),
    v.description('A message waits at most so long for others to travel with'),
    v.metadata({
      unit: 'ms',
      env: 'ROCKETMQ_AUTO_BATCH_LINGER_MS',
      source: 'ProduceAccumulator.java holdMs',
    }),
  ),
  maxBytes: v.pipe(
    v.optional(countSchema(1), 32 * 1024),
    v.description('A batch that has so many bytes leaves at once'),
    v.metadata({
      unit: 'bytes',
      env: 'ROCKETMQ_AUTO_BATCH_MAX_BYTES',
      source: 'ProduceAccumulator.java holdSize',
    }),
  ),
  maxMessages: v.pipe(
    v.optional(countSchema(1), 1000),
    v.description('A batch that has so many messages leaves at once'),
    v.metadata({ unit: 'messages', env: 'ROCKETMQ_AUTO_BATCH_MAX_MESSAGES' }),
  ),
})

/** Off, or its settings. */
const switchable = <const S extends v.GenericSchema>(schema: S) =>
  v.union([v.literal(false), schema], 'must be false or an object of its settings')

const ownEntries = {
  group: v.pipe(
    groupSchema,
    v.description('Name of the producer group: brokers ask any of its members about transactions'),
    v.metadata({ env: 'ROCKETMQ_PRODUCER_GROUP', source: 'DefaultMQProducer.java producerGroup' }),
  ),
  namespace: namespaceEntry,
  sendTimeoutMs: v.pipe(
    v.optional(millisecondsSchema(1), 3000),
    v.description('For a whole send: waiting for room, finding the route, all attempts'),
    v.metadata({
      unit: 'ms',
      env: 'ROCKETMQ_SEND_TIMEOUT_MS',
      source: 'DefaultMQProducer.java sendMsgTimeout',
    }),
  ),
  attemptTimeoutMs: v.pipe(
    v.optional(millisecondsSchema(1)),
    v.description(
      'For one attempt. Default: what is left of the whole, so that one silent broker can use it up',
    ),
    v.metadata({
      unit: 'ms',
      env: 'ROCKETMQ_ATTEMPT_TIMEOUT_MS',
      source: 'DefaultMQProducer.java sendMsgMaxTimeoutPerRequest',
    }),
  ),
  retries: v.pipe(
    v.optional(countSchema(0, 100), 2),
    v.description('Further attempts after a failure, at another broker where there is one'),
    v.metadata({
      unit: 'attempts',
      env: 'ROCKETMQ_RETRIES',
      source: 'DefaultMQProducer.java retryTimesWhenSendFailed',
    }),
  ),
  retryBackoffMs: v.pipe(
    v.optional(millisecondsSchema(0), 100),
    v.description('Wait before a second attempt at the same broker; doubles from there'),
    v.metadata({ unit: 'ms', env: 'ROCKETMQ_RETRY_BACKOFF_MS' }),
  ),
  retryWhenNotStoreOk: v.pipe(
    v.optional(flagSchema, false),
    v.description(
      'Also try another broker when a message is stored less safely than set up; it may then be stored twice',
    ),
    v.metadata({
      env: 'ROCKETMQ_RETRY_WHEN_NOT_STORE_OK',
      source: 'DefaultMQProducer.java retryAnotherBrokerWhenNotStoreOK',
    }),
  ),
  latencyAvoidance: v.pipe(
    v.optional(flagSchema, true),
    v.description(
      'Leave brokers alone for a while that were slow or failed, while there are others',
    ),
    v.metadata({
      env: 'ROCKETMQ_LATENCY_AVOIDANCE',
      source: 'MQFaultStrategy.java; off by default in Java',
    }),
  ),
  strategy: v.pipe(
    v.optional(
      v.picklist(ROUTING_STRATEGIES, `must be one of ${ROUTING_STRATEGIES.join(', ')}`),
      'ROUND_ROBIN',
    ),
    v.description(
      'How queues are chosen. MESSAGE_HASH: by sharding key, else by the first key, as Java does',
    ),
    v.metadata({ env: 'ROCKETMQ_ROUTING_STRATEGY', source: 'SelectMessageQueueByHash.java' }),
  ),
  maxMessageBytes: v.pipe(
    v.optional(countSchema(1), DEFAULT_MAX_MESSAGE_BYTES),
    v.description('Largest body, and largest batch. Not more than the broker’s maxMessageSize'),
    v.metadata({
      unit: 'bytes',
      env: 'ROCKETMQ_MAX_MESSAGE_BYTES',
      source: 'DefaultMQProducer.java maxMessageSize',
    }),
  ),
  compression: v.pipe(
    v.optional(switchable(compressionSchema), {}),
    v.description('Compression of large bodies; false switches it off'),
  ),
  autoBatch: v.pipe(
    v.optional(switchable(autoBatchSchema), false),
    v.description('Collect single sends to the same topic into batches; false switches it off'),
  ),
  inFlight: v.pipe(
    v.optional(inFlightSchema, {}),
    v.description('How much may be under way at a time'),
  ),
  unitMode: v.pipe(
    v.optional(flagSchema, false),
    v.description('Marks messages as belonging to a unit, for clusters divided into units'),
    v.metadata({ env: 'ROCKETMQ_UNIT_MODE', source: 'ClientConfig.java unitMode' }),
  ),
}

/** The settings of a producer that uses a client shared with others. */
const sharedSchema = v.strictObject(ownEntries)

/** Every setting of a producer: its type, default, check and documentation. */
export const producerSchema = v.strictObject({ ...clientSchema.entries, ...ownEntries })

/** What users write when the producer shares a client. */
export type SharedProducerSettings = v.InferInput<typeof sharedSchema>

/** What users write. */
export type ProducerSettings = v.InferInput<typeof producerSchema>

/** What the code reads: complete and frozen. */
export type ResolvedProducerSettings = Readonly<v.InferOutput<typeof sharedSchema>>

/**
 * Checks a producer's settings and fills in the defaults.
 * @param isShared whether the producer uses a client shared with others, which has settings of its own
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key
 */
export function resolveProducerSettings(
  settings: object,
  isShared: boolean,
): ResolvedProducerSettings {
  return parseSettings('Producer settings', isShared ? sharedSchema : producerSchema, settings)
}
