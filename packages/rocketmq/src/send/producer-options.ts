import { ClientInstance } from '../client/client-instance.js'
import { clientSettingsOf } from '../client/client-settings.js'
import type { Logger } from '../log/logger.js'
import type { CompressionCodec } from '../protocol/compression-codec.js'
import type { RequestHook } from '../remoting/remoting-client.js'
import type { ProducerSettings, SharedProducerSettings } from './producer-settings.js'
import type { SendHook } from './send-hook.js'

/** What a producer has beside its settings. */
export interface ProducerParts {
  readonly logger?: Logger | undefined
  /** Called around every attempt to send. */
  readonly sendHooks?: readonly SendHook[] | undefined
  /** For `compression.type` lz4 and zstd. */
  readonly compressionCodecs?: readonly CompressionCodec[] | undefined
  /** A number from 0 to 1: with which queue round robin begins, how waits vary. For tests. */
  readonly random?: (() => number) | undefined
}

/** A producer with a client to itself. */
export interface OwnClientOptions extends ProducerSettings, ProducerParts {
  readonly client?: undefined
  /** Called for every request of any kind. */
  readonly requestHooks?: readonly RequestHook[] | undefined
}

/** A producer that shares connections, routes and heartbeats with others. The client stays open for them. */
export interface SharedClientOptions extends SharedProducerSettings, ProducerParts {
  readonly client: ClientInstance
}

export type ProducerOptions = OwnClientOptions | SharedClientOptions

const PARTS: ReadonlySet<string> = new Set<keyof ProducerParts | 'client'>([
  'logger',
  'sendHooks',
  'compressionCodecs',
  'random',
  'client',
])

/** Those of the options that are settings, not yet checked. */
export function settingsIn(options: ProducerOptions): object {
  const isSetting = (key: string): boolean =>
    !PARTS.has(key) && !(key === 'requestHooks' && options.client === undefined)
  return Object.fromEntries(Object.entries(options).filter(([key]) => isSetting(key)))
}

/** The client of a producer that has one to itself. */
export function ownClient(
  options: OwnClientOptions,
  how: { readonly logger: Logger; readonly random: () => number },
): ClientInstance {
  const { requestHooks = [] } = options
  return new ClientInstance({ ...clientSettingsOf(options), ...how, hooks: requestHooks })
}
