import type { ClientInstance } from '../client/client-instance.js'
import type { Logger } from '../log/logger.js'
import type { CompressionCodec } from '../protocol/compression-codec.js'
import type { LiteStart } from '../protocol/requests/lite.js'
import type { RequestHook } from '../remoting/remoting-client.js'
import type { LiteConsumerSettings, SharedLiteConsumerSettings } from './lite-settings.js'

interface LiteConsumerParts {
  readonly logger?: Logger | undefined
  /** For bodies that were compressed by lz4 or zstd. */
  readonly compressionCodecs?: readonly CompressionCodec[] | undefined
}

/** A lite consumer with a client to itself. */
export interface OwnClientLiteConsumerOptions extends LiteConsumerSettings, LiteConsumerParts {
  readonly client?: undefined
  /** Called for every request of any kind. */
  readonly requestHooks?: readonly RequestHook[] | undefined
}

/** A lite consumer that shares connections, routes and heartbeats with others. */
export interface SharedClientLiteConsumerOptions
  extends SharedLiteConsumerSettings, LiteConsumerParts {
  readonly client: ClientInstance
  readonly requestHooks?: undefined
}

export type LiteConsumerOptions = OwnClientLiteConsumerOptions | SharedClientLiteConsumerOptions

/** What happens to a lite consumer, to be observed. */
export interface LiteConsumerEvent {
  /** A broker has ended a subscription: another member has taken an exclusive lite topic. */
  readonly type: 'unsubscribed'
  readonly liteTopic: string
}

/** What a subscription to lite topics may have of its own. */
export interface LiteSubscribeOptions {
  /** Where to begin, instead of where the group is; a new group begins with the newest message. */
  readonly start?: LiteStart | undefined
}
