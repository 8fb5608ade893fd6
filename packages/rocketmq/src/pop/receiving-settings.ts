import * as v from 'valibot'

import { namespaceEntry } from '../client/group-settings.js'
import {
  countOrInfinitySchema,
  countSchema,
  flagSchema,
  millisecondsSchema,
} from '../settings/settings.js'

const MIB = 1024 * 1024

/** Settings of every consumer that hands out messages when it is asked: simple and lite ones. */
export const receivingEntries = {
  namespace: namespaceEntry,
  invisibleMs: v.pipe(
    v.optional(millisecondsSchema(1000), 60_000),
    v.description('How long nobody else gets a received message. After that it comes again'),
    v.metadata({ unit: 'ms', source: 'DefaultMQPushConsumer.java popInvisibleTime' }),
  ),
  receiveTimeoutMs: v.pipe(
    v.optional(countSchema(0, 2 ** 31 - 1), 15_000),
    v.description('How long a receive waits for a message that brings no time of its own'),
    v.metadata({ unit: 'ms' }),
  ),
  maxReconsumeTimes: v.pipe(
    v.optional(countOrInfinitySchema(0), 16),
    v.description('A message that came again so often goes to the dead letters instead'),
    v.metadata({ unit: 'times', source: 'SubscriptionGroupConfig.java retryMaxTimes' }),
  ),
  maxMessageBytes: v.pipe(
    v.optional(countOrInfinitySchema(1), 64 * MIB),
    v.description('Largest body once decompressed'),
    v.metadata({ unit: 'bytes' }),
  ),
  unitMode: v.pipe(
    v.optional(flagSchema, false),
    v.description('For clusters divided into units'),
    v.metadata({ source: 'ClientConfig.java unitMode' }),
  ),
}
