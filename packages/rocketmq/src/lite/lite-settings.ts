import * as v from 'valibot'

import { clientSchema } from '../client/client-settings.js'
import { groupSchema } from '../client/group-settings.js'
import { receivingEntries } from '../pop/receiving-settings.js'
import { millisecondsSchema, parseSettings, textSchema } from '../settings/settings.js'

const ownEntries = {
  group: v.pipe(
    groupSchema,
    v.description('Name of the consumer group. Its attribute lite.bind.topic must be the topic'),
    v.metadata({ env: 'ROCKETMQ_CONSUMER_GROUP', source: 'SubscriptionGroupAttributes.java' }),
  ),
  topic: v.pipe(
    textSchema,
    v.description('The topic above the lite topics. Its attribute message.type must be LITE'),
    v.metadata({ source: 'TopicMessageType.java' }),
  ),
  ...receivingEntries,
  syncIntervalMs: v.pipe(
    v.optional(millisecondsSchema(100), 30_000),
    v.description(
      'Time between two times that brokers are told all subscriptions: they forget those of a client that is silent for 3 minutes',
    ),
    v.metadata({ unit: 'ms', source: 'BrokerConfig.java liteSubscriptionCheckTimeoutMills' }),
  ),
}

const sharedSchema = v.strictObject(ownEntries)

/** Every setting of a lite consumer: its type, default, check and documentation. */
const liteConsumerSchema = v.strictObject({ ...clientSchema.entries, ...ownEntries })

/** What users write when the consumer shares a client. */
export type SharedLiteConsumerSettings = v.InferInput<typeof sharedSchema>

/** What users write. */
export type LiteConsumerSettings = v.InferInput<typeof liteConsumerSchema>

/** What the code reads: complete and frozen. */
export type ResolvedLiteConsumerSettings = Readonly<v.InferOutput<typeof sharedSchema>>

/**
 * Checks a lite consumer's settings and fills in the defaults.
 * @param isShared whether the consumer uses a client shared with others, which has settings of its own
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key
 */
export function resolveLiteConsumerSettings(
  settings: object,
  isShared: boolean,
): ResolvedLiteConsumerSettings {
  const schema = isShared ? sharedSchema : liteConsumerSchema
  return parseSettings('Lite consumer settings', schema, settings)
}
