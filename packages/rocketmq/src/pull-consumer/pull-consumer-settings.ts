import * as v from 'valibot'

import { clientSchema } from '../client/client-settings.js'
import { checkPullTimes, commonEntries } from '../consumer/common-settings.js'
import { countSchema, flagSchema, parseSettings } from '../settings/settings.js'

const SUBJECT = 'Pull consumer settings'

const ownEntries = {
  ...commonEntries,
  autoCommit: v.pipe(
    v.optional(flagSchema, true),
    v.description(
      'Whether messages count as consumed when the next ones are polled. false: when commit() is called',
    ),
    v.metadata({ source: 'DefaultLitePullConsumer.java autoCommit' }),
  ),
  maxPollMessages: v.pipe(
    v.optional(countSchema(1, 65_535), 32),
    v.description('Messages that one poll gives at most'),
    v.metadata({ unit: 'messages', source: 'DefaultLitePullConsumer.java pullBatchSize' }),
  ),
  pollTimeoutMs: v.pipe(
    v.optional(countSchema(0, 2 ** 31 - 1), 5000),
    v.description('How long a poll waits for a message that brings no time of its own'),
    v.metadata({ unit: 'ms', source: 'DefaultLitePullConsumer.java pollTimeoutMillis' }),
  ),
}

const sharedSchema = v.strictObject(ownEntries)

/** Every setting of a pull consumer: its type, default, check and documentation. */
const pullConsumerSchema = v.strictObject({ ...clientSchema.entries, ...ownEntries })

/** What users write when the consumer shares a client. */
export type SharedPullConsumerSettings = v.InferInput<typeof sharedSchema>

/** What users write. */
export type PullConsumerSettings = v.InferInput<typeof pullConsumerSchema>

/** What the code reads: complete and frozen. */
export type ResolvedPullConsumerSettings = Readonly<v.InferOutput<typeof sharedSchema>>

/**
 * Checks a pull consumer's settings and fills in the defaults.
 * @param isShared whether the consumer uses a client shared with others, which has settings of its own
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key
 */
export function resolvePullConsumerSettings(
  settings: object,
  isShared: boolean,
): ResolvedPullConsumerSettings {
  const resolved = parseSettings(SUBJECT, isShared ? sharedSchema : pullConsumerSchema, settings)
  checkPullTimes(SUBJECT, resolved)
  return resolved
}
