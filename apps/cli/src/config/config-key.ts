import { workerSettingsSchema } from '@arq/worker'
import * as v from 'valibot'

import { connectionSettingsSchema } from '../connection-settings.js'

/** A key of the configuration file that says one setting. */
export interface ConfigKey {
  readonly section: SectionName
  /** As the file says it: `max_retries`; camelCase is read, too. Dotted inside a subsection: `result_storage.ttl`. */
  readonly name: string
  /** The setting, by its key in the settings. */
  readonly setting: string
  readonly schema: v.GenericSchema
}

export const SECTIONS = ['rabbitmq', 'worker', 'logging'] as const
type SectionName = (typeof SECTIONS)[number]

/** Settings of a worker that only code can give. */
const ONLY_IN_CODE: ReadonlySet<string> = new Set([
  'functions',
  'cronJobs',
  'raw',
  'transport',
  'resultStore',
  'retryIf',
  'codec',
  'codecs',
  'encryption',
  'payloads',
  'logger',
  'clock',
  'around',
  'onEnqueue',
  'threads',
  'onStartup',
  'onShutdown',
  'onJobStart',
  'onJobStuck',
  'onJobSuccess',
  'onJobFailure',
  'onJobEnd',
  'afterJobEnd',
  'handleSignals',
  'metrics',
])

/** Keys of the Python library's file whose setting has another name here. */
const OTHER_NAMES: readonly Omit<ConfigKey, 'schema'>[] = [
  { section: 'rabbitmq', name: 'url', setting: 'rabbitmqUrl' },
  { section: 'rabbitmq', name: 'connection_timeout', setting: 'connectionTimeout' },
  { section: 'rabbitmq', name: 'management_url', setting: 'managementUrl' },
  { section: 'rabbitmq', name: 'prefetch_count', setting: 'prefetchCount' },
  { section: 'worker', name: 'max_workers', setting: 'maxConcurrentJobs' },
  { section: 'worker', name: 'result_storage.enabled', setting: 'enableJobResultStorage' },
  { section: 'worker', name: 'result_storage.store_url', setting: 'resultStoreUrl' },
  { section: 'worker', name: 'result_storage.ttl', setting: 'jobResultTtl' },
  { section: 'worker', name: 'result_storage.schemes', setting: 'resultStoreSchemes' },
  { section: 'worker', name: 'job_result_store_url', setting: 'resultStoreUrl' },
  { section: 'logging', name: 'level', setting: 'logLevel' },
  { section: 'logging', name: 'format', setting: 'logFormat' },
]

const schemas: Readonly<Record<string, v.GenericSchema>> = {
  ...workerSettingsSchema.entries,
  ...connectionSettingsSchema.entries,
}

/** All of them: those of the Python library's file, and every setting of a worker that is no code. */
export const CONFIG_KEYS: readonly ConfigKey[] = [
  ...OTHER_NAMES.map((key) => ({ ...key, schema: schemas[key.setting] ?? v.unknown() })),
  ...Object.entries(workerSettingsSchema.entries)
    .filter(([setting]) => !ONLY_IN_CODE.has(setting))
    .map(([setting, schema]): ConfigKey => {
      return { section: 'worker', name: snakeCase(setting), setting, schema }
    }),
]

export const isOnlyInCode = (name: string): boolean => ONLY_IN_CODE.has(camelCase(name))

export const camelCase = (name: string): string =>
  name.replace(/_([a-z])/g, (_whole, letter: string) => letter.toUpperCase())

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)
}
