import { workerSettingsSchema } from '@arq/worker'
import * as v from 'valibot'

import { connectionSettingsSchema } from '../connection-settings.js'
import type { Override, Overrides } from '../overrides.js'
import type { GivenSettings } from '../settings-shape.js'

/** One setting as a worker would get it. */
export interface EffectiveSetting {
  readonly key: string
  readonly value: unknown
  readonly from: Override['from'] | 'module' | 'default'
  /** The flag, variable, or key of the file; absent for a default, and for the settings module. */
  readonly source: string | undefined
}

/** Where the settings module says what the command line has a setting of its own for. */
const PLACES: Readonly<Record<string, (given: GivenSettings) => unknown>> = {
  rabbitmqUrl: ({ transport }) => partOr(transport, 'url'),
  connectionTimeout: ({ transport }) => partOr(transport, 'connectionTimeout'),
  managementUrl: ({ transport }) => partOr(transport, 'managementUrl'),
  resultStoreUrl: ({ resultStore, jobResultStoreUrl }) =>
    jobResultStoreUrl ?? partOr(resultStore, 'url'),
  logLevel: ({ logger }) => constructed(logger),
  logFormat: ({ logger }) => constructed(logger),
}

const PARTS = new Set([
  'transport',
  'resultStore',
  'logger',
  'clock',
  'codec',
  'codecs',
  'encryption',
  'payloads',
  'handleSignals',
])

/** Every setting with its value and where it comes from. Pure. */
export function effectiveSettings(
  given: GivenSettings,
  overrides: Overrides,
): readonly EffectiveSetting[] {
  const settled = (key: string, schema: v.GenericSchema): EffectiveSetting[] => {
    const override = overrides.get(key)
    if (override) return [{ key, ...override }]
    const own = (PLACES[key] ?? valueAt(key))(given)
    if (own !== undefined) return [{ key, value: own, from: 'module', source: undefined }]
    return [{ key, value: defaultOf(schema), from: 'default', source: undefined }]
  }
  const queues = (key: string): boolean => (overrides.has('queueName') ? key === 'queues' : false)
  const ofWorker = Object.entries(workerSettingsSchema.entries)
    .filter(([key]) => !PARTS.has(key))
    .flatMap(([key, schema]) => settled(queues(key) ? 'queueName' : key, schema))
    .filter(({ key, value, from }) => from !== 'default' || isPlain(key, value))
  return [
    ...Object.entries(connectionSettingsSchema.entries).flatMap(([key, schema]) =>
      settled(key, schema),
    ),
    ...ofTransport(overrides.get('transport')),
    ...ofWorker.filter(({ key }, index, all) => all.findIndex((one) => one.key === key) === index),
  ]
}

/** What the configuration file says of the transport beyond the command line's own settings. */
function ofTransport(override: Override | undefined): EffectiveSetting[] {
  if (typeof override?.value !== 'object' || override.value === null) return []
  const { from, source } = override
  return Object.entries(override.value).map(([key, value]: [string, unknown]) => ({
    key: `transport.${key}`,
    value,
    from,
    source,
  }))
}

// Of a schema whose type is not known valibot says `void`.
const defaultOf = v.getDefault as (schema: v.GenericSchema) => unknown

const valueAt = (key: string) => (given: GivenSettings) => given[key]

/** Hooks and the like that nobody gives are no settings to speak of. */
const isPlain = (key: string, value: unknown): boolean =>
  typeof value !== 'function' &&
  !/^(?:on[A-Z]|around$|afterJobEnd$|functions$|cronJobs$|raw$|retryIf$)/.test(key)

function partOr(part: unknown, key: string): unknown {
  const isPlainObject =
    typeof part === 'object' && part !== null && Object.getPrototypeOf(part) === Object.prototype
  return isPlainObject ? Reflect.get(part, key) : constructed(part)
}

/** An object of the settings module's own, shown by the name of its class. */
function constructed(part: unknown): string | undefined {
  return typeof part === 'object' && part !== null ? `new ${part.constructor.name}` : undefined
}
