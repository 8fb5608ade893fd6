import { mergeSettings } from '../client/merge-settings.js'
import type { ConsumerSettings } from './consumer-settings.js'
import { readConsumerEnvironment } from './environment.js'

/** Settings that go well together, to start from. */
export type ConsumerPreset = 'default' | 'high-throughput' | 'low-memory' | 'order-sequenced'

/** Settings of any depth, all of them optional. */
export type PartialConsumerSettings = {
  readonly [K in keyof ConsumerSettings]?: ConsumerSettings[K] | undefined
}

const MIB = 1024 * 1024

/**
 * What each preset sets; everything else keeps its default.
 *
 * - `default`: the defaults, which are those of the Java client except where the settings say otherwise.
 * - `high-throughput`: many listeners at a time, and much pulled ahead for them. Needs memory, and listeners that mostly
 *   wait for something else.
 * - `low-memory`: little pulled ahead; a queue has at most 2 MiB of messages here, and few listeners run.
 * - `order-sequenced`: one message of a queue at a time, in their order.
 */
export const CONSUMER_PRESETS: Readonly<Record<ConsumerPreset, PartialConsumerSettings>> = {
  default: {},
  'high-throughput': {
    concurrency: 100,
    pullThresholdMessages: 5000,
    pullThresholdSpan: 10_000,
    popThresholdMessages: 500,
  },
  'low-memory': {
    concurrency: 5,
    pullBatchSize: 16,
    pullThresholdMessages: 64,
    pullThresholdBytes: 2 * MIB,
    popThresholdMessages: 32,
  },
  'order-sequenced': { mode: 'orderly' },
}

export interface ConsumerSettingsSources {
  /** @defaultValue `default` */
  readonly preset?: ConsumerPreset | undefined
  /** Usually `process.env`. Absent: none is read. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined
  /** What you set yourself. */
  readonly settings?: PartialConsumerSettings | undefined
}

/**
 * Puts a push consumer's settings together. What you set yourself comes before the environment, the environment before
 * the preset, the preset before the defaults.
 *
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each environment variable with a wrong value
 * @example
 * ```ts
 * const consumer = createConsumer(consumerSettings({ preset: 'low-memory', environment: process.env }))
 * ```
 */
export function consumerSettings({
  preset = 'default',
  environment = {},
  settings = {},
}: ConsumerSettingsSources): ConsumerSettings {
  const layers = [CONSUMER_PRESETS[preset], readConsumerEnvironment(environment), settings]
  // Whether all that is required is there is checked when a consumer is made of it.
  return layers.reduce<object>(mergeSettings, {}) as ConsumerSettings
}
