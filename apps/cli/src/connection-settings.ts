import { durationSchema, LOG_LEVELS, type SettingMetadata } from '@arq/core/internal'
import * as v from 'valibot'

const text = v.pipe(v.string('must be text'), v.nonEmpty('must not be empty'))

// The names that Python's logging has for the same levels.
const OTHER_LEVEL_NAMES: Readonly<Record<string, string>> = { warning: 'warn', critical: 'fatal' }

const logLevel = v.pipe(
  v.string('must be text'),
  v.toLowerCase(),
  v.transform((name) => OTHER_LEVEL_NAMES[name] ?? name),
  v.picklist(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`),
)

/** What the command line itself needs to know; what a worker needs is in `WorkerSettingsSchema`. */
export const ConnectionSettingsSchema = v.strictObject({
  rabbitmqUrl: v.pipe(
    v.optional(text, 'amqp://localhost:5672'),
    v.description('Broker'),
    v.metadata({ env: 'RABBITMQ_URL', source: 'rabbitmq-arq' } satisfies SettingMetadata),
  ),
  connectionTimeout: v.pipe(
    v.optional(durationSchema, '10s'),
    v.description('Give up when the broker is not reached within this time'),
    v.metadata({
      unit: 'duration',
      env: 'RABBITMQ_CONNECTION_TIMEOUT',
      source: 'a person waits for queue-info',
    } satisfies SettingMetadata),
  ),
  managementUrl: v.pipe(
    v.optional(text),
    v.description('RabbitMQ management API, with user and password'),
    v.metadata({ env: 'RABBITMQ_MANAGEMENT_URL' } satisfies SettingMetadata),
  ),
  resultStoreUrl: v.pipe(
    v.optional(text),
    v.description('Where state and results are kept; absent: nowhere'),
    v.metadata({ env: 'ARQ_RESULT_STORE_URL' } satisfies SettingMetadata),
  ),
  logLevel: v.pipe(
    v.optional(logLevel, 'info'),
    v.description('Log lines below it are not written'),
    v.metadata({ env: 'ARQ_LOG_LEVEL' } satisfies SettingMetadata),
  ),
})

export type ConnectionSettings = v.InferOutput<typeof ConnectionSettingsSchema>

/** What holds where neither a flag nor the environment nor the settings module says otherwise. */
export const CONNECTION_DEFAULTS: ConnectionSettings = v.parse(ConnectionSettingsSchema, {})
