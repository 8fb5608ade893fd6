import type { ClientInstance } from '../client/client-instance.js'
import type { Logger } from '../log/logger.js'
import type { CompressionCodec } from '../protocol/compression-codec.js'
import type { RequestHook } from '../remoting/remoting-client.js'
import type {
  SharedSimpleConsumerSettings,
  SimpleConsumerSettings,
} from './simple-consumer-settings.js'

interface SimpleConsumerParts {
  readonly logger?: Logger | undefined
  /** For bodies that were compressed by lz4 or zstd. */
  readonly compressionCodecs?: readonly CompressionCodec[] | undefined
}

/** A simple consumer with a client to itself. */
export interface OwnClientSimpleConsumerOptions
  extends SimpleConsumerSettings, SimpleConsumerParts {
  readonly client?: undefined
  /** Called for every request of any kind. */
  readonly requestHooks?: readonly RequestHook[] | undefined
}

/** A simple consumer that shares connections, routes and heartbeats with others. */
export interface SharedClientSimpleConsumerOptions
  extends SharedSimpleConsumerSettings, SimpleConsumerParts {
  readonly client: ClientInstance
  readonly requestHooks?: undefined
}

export type SimpleConsumerOptions =
  OwnClientSimpleConsumerOptions | SharedClientSimpleConsumerOptions
