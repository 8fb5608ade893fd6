import type { AllocationStrategy } from '../assignment/allocation-strategy.js'
import type { ClientInstance } from '../client/client-instance.js'
import type { ConsumeHook } from '../consume/consume-hook.js'
import type { Logger } from '../log/logger.js'
import type { OffsetStore } from '../offsets/offset-store.js'
import type { CompressionCodec } from '../protocol/compression-codec.js'
import type { RequestHook } from '../remoting/remoting-client.js'
import type { TraceSettings } from '../trace/trace-settings.js'
import type { ConsumerSettings, SharedConsumerSettings } from './consumer-settings.js'

/** What a consumer has beside its settings. */
export interface ConsumerParts {
  readonly logger?: Logger | undefined
  /** Called around every call of a listener. */
  readonly consumeHooks?: readonly ConsumeHook[] | undefined
  /** For bodies that were compressed by lz4 or zstd. */
  readonly compressionCodecs?: readonly CompressionCodec[] | undefined
  /** Divides queues instead of `allocationStrategy`. All members of the group must use the same. */
  readonly allocation?: AllocationStrategy | undefined
  /** Keeps offsets instead of the brokers (clustering) or a local file (broadcasting). */
  readonly offsetStore?: OffsetStore | undefined
  /** Records in RocketMQ's trace topic what goes to listeners; `{}` for the defaults. @defaultValue no traces */
  readonly trace?: TraceSettings | undefined
  /** A number from 0 to 1: how waits vary. For tests. */
  readonly random?: (() => number) | undefined
}

/** A consumer with a client to itself. */
export interface OwnClientConsumerOptions extends ConsumerSettings, ConsumerParts {
  readonly client?: undefined
  /** Called for every request of any kind. */
  readonly requestHooks?: readonly RequestHook[] | undefined
}

/**
 * A consumer that shares connections, routes and heartbeats with others. The client stays open for them. Two consumers
 * of one group must not share a client: brokers could not tell them apart.
 */
export interface SharedClientConsumerOptions extends SharedConsumerSettings, ConsumerParts {
  readonly client: ClientInstance
  readonly requestHooks?: undefined
}

export type ConsumerOptions = OwnClientConsumerOptions | SharedClientConsumerOptions
