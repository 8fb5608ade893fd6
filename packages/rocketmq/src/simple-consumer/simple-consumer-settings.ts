import * as v from 'valibot'

import { clientSchema } from '../client/client-settings.js'
import { groupSchema } from '../client/group-settings.js'
import { receivingEntries } from '../pop/receiving-settings.js'
import { mustBe } from '../rules/must-be.js'
import { flagSchema, parseSettings } from '../settings/settings.js'

const STARTS = ['last', 'first'] as const

const ownEntries = {
  group: v.pipe(
    groupSchema,
    v.description('Name of the consumer group: its members share the messages of their topics'),
    v.metadata({ env: 'ROCKETMQ_CONSUMER_GROUP', source: 'SimpleConsumer of RocketMQ 5' }),
  ),
  ...receivingEntries,
  consumeFrom: v.pipe(
    v.optional(v.picklist(STARTS, mustBe.oneOf('last', 'first')), 'last'),
    v.description('Where a new group begins: after the newest message, or at the oldest'),
    v.metadata({ source: 'ConsumeInitMode.java' }),
  ),
  fifo: v.pipe(
    v.optional(flagSchema, false),
    v.description(
      'The messages of a queue come in their order. The next ones come when all before are acknowledged',
    ),
    v.metadata({ source: 'PopMessageRequestHeader.java order' }),
  ),
}

const sharedSchema = v.strictObject(ownEntries)

/** Every setting of a simple consumer: its type, default, check and documentation. */
const simpleConsumerSchema = v.strictObject({ ...clientSchema.entries, ...ownEntries })

/** What users write when the consumer shares a client. */
export type SharedSimpleConsumerSettings = v.InferInput<typeof sharedSchema>

/** What users write. */
export type SimpleConsumerSettings = v.InferInput<typeof simpleConsumerSchema>

/** What the code reads: complete and frozen. */
export type ResolvedSimpleConsumerSettings = Readonly<v.InferOutput<typeof sharedSchema>>

/**
 * Checks a simple consumer's settings and fills in the defaults.
 * @param isShared whether the consumer uses a client shared with others, which has settings of its own
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key
 */
export function resolveSimpleConsumerSettings(
  settings: object,
  isShared: boolean,
): ResolvedSimpleConsumerSettings {
  const schema = isShared ? sharedSchema : simpleConsumerSchema
  return parseSettings('Simple consumer settings', schema, settings)
}
