import { mergeSettings } from '../client/merge-settings.js'
import type { ProducerSettings } from '../send/producer-settings.js'
import { readProducerEnvironment } from './environment.js'

/** Settings that go well together, to start from. */
export type ProducerPreset =
  'default' | 'development' | 'production' | 'high-performance' | 'testing' | 'order-sequenced'

/** Settings of any depth, all of them optional. */
export type PartialSettings = {
  readonly [K in keyof ProducerSettings]?: ProducerSettings[K] | undefined
}

/**
 * What each preset sets; everything else keeps its default.
 *
 * - `default`: the defaults, which are those of the Java client except where the settings say otherwise.
 * - `development`: fails soon and with few attempts, so that mistakes show at once.
 * - `production`: outlives the restart of a broker: more time, more attempts, and none of them may use all the time.
 * - `high-performance`: batches of single sends, fast compression, much under way; each message takes a little longer.
 * - `testing`: no second attempts and short times, for tests that await exact outcomes.
 * - `order-sequenced`: messages of one sharding key (or first key) go to one queue, one attempt each, so that none
 *   overtakes another. Await each send of a key before the next one.
 */
export const PRODUCER_PRESETS: Readonly<Record<ProducerPreset, PartialSettings>> = {
  default: {},
  development: { sendTimeoutMs: 2000, retries: 1 },
  production: {
    sendTimeoutMs: 10_000,
    attemptTimeoutMs: 3000,
    retries: 5,
    retryBackoffMs: 200,
  },
  'high-performance': {
    autoBatch: { lingerMs: 5, maxBytes: 64 * 1024 },
    compression: { level: 1 },
    inFlight: { maxMessages: 5000, maxBytes: 128 * 1024 * 1024 },
  },
  testing: {
    sendTimeoutMs: 5000,
    retries: 0,
    latencyAvoidance: false,
    heartbeatIntervalMs: 5000,
    routeRefreshIntervalMs: 5000,
  },
  'order-sequenced': { strategy: 'MESSAGE_HASH', autoBatch: false, latencyAvoidance: false },
}

export interface ProducerSettingsSources {
  /** @defaultValue `default` */
  readonly preset?: ProducerPreset | undefined
  /** Usually `process.env`. Absent: none is read. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined
  /** What you set yourself. */
  readonly settings?: PartialSettings | undefined
}

/**
 * Puts a producer's settings together. What you set yourself comes before the environment, the environment before the
 * preset, the preset before the defaults; groups such as `inFlight` are merged key by key.
 *
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each environment variable with a wrong value
 * @example
 * ```ts
 * const settings = producerSettings({ preset: 'production', environment: process.env })
 * const producer = createProducer(settings)
 * ```
 */
export function producerSettings({
  preset = 'default',
  environment = {},
  settings = {},
}: ProducerSettingsSources): ProducerSettings {
  const layers = [PRODUCER_PRESETS[preset], readProducerEnvironment(environment), settings]
  // Whether all that is required is there is checked when a producer is made of it.
  return layers.reduce<object>(mergeSettings, {}) as ProducerSettings
}
