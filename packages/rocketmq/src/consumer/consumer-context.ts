import type { ClientInstance } from '../client/client-instance.js'
import type { ConsumeHooks } from '../consume/consume-hook.js'
import type { TextLogger } from '../log/guarded-logger.js'
import type { CompressionCodecs } from '../protocol/compression.js'
import type { CommonConsumerSettings } from './common-settings.js'
import type { ConsumerEvents } from './consumer-events.js'
import type { ConsumerCounters } from './consumer-stats.js'
import type { Subscriptions } from './subscriptions.js'

/** What all parts of a consumer share. */
export interface ConsumerContext<S extends CommonConsumerSettings = CommonConsumerSettings> {
  readonly client: ClientInstance
  /** With the namespace. */
  readonly group: string
  readonly settings: S
  readonly subscriptions: Subscriptions
  readonly codecs: CompressionCodecs
  readonly hooks: ConsumeHooks
  readonly counters: ConsumerCounters
  readonly events: ConsumerEvents
  readonly logger: TextLogger
}
