import { durationSchema, type SettingMetadata } from '@arq/core'
import { LOG_LEVELS, mustBe, said } from '@arq/core/internal'
import * as v from 'valibot'

import { texts } from './texts.js'

const text = v.pipe(v.string(mustBe.text), v.nonEmpty(mustBe.notEmpty))

const scheme = v.pipe(
  v.string(mustBe.text),
  v.regex(/^[a-z][a-z0-9+.-]*$/i, said(texts.mustBeScheme())),
)

// The names that Python's logging has for the same levels.
const OTHER_LEVEL_NAMES: Readonly<Record<string, string>> = { warning: 'warn', critical: 'fatal' }

const logLevel = v.pipe(
  v.string(mustBe.text),
  v.toLowerCase(),
  v.transform((name) => OTHER_LEVEL_NAMES[name] ?? name),
  v.picklist(LOG_LEVELS, said(texts.mustBeLevel({ known: LOG_LEVELS.join(', ') }))),
)

// The name that the Python library has for JSON.
const logFormat = v.pipe(
  v.string(mustBe.text),
  v.toLowerCase(),
  v.transform((name) => (name === 'structured' ? 'json' : name)),
  v.picklist(['text', 'json'], mustBe.oneOf('text', 'json')),
)

/** What the command line itself needs to know; what a worker needs is in `workerSettingsSchema`. */
export const connectionSettingsSchema = v.strictObject({
  rabbitmqUrl: v.pipe(
    v.optional(text, 'amqp://localhost:5672'),
    v.description('URL of the broker.'),
    v.metadata({ env: 'RABBITMQ_URL', source: 'rabbitmq-arq' } satisfies SettingMetadata),
  ),
  connectionTimeout: v.pipe(
    v.optional(durationSchema, '10s'),
    v.description('How long a command tries to reach the broker before it fails.'),
    v.metadata({
      unit: 'duration',
      env: 'RABBITMQ_CONNECTION_TIMEOUT',
      source: 'a person waits for queue-info',
    } satisfies SettingMetadata),
  ),
  managementUrl: v.pipe(
    v.optional(text),
    v.description(
      'URL of RabbitMQ’s management API, with user and password. Without it some columns stay empty.',
    ),
    v.metadata({ env: 'RABBITMQ_MANAGEMENT_URL' } satisfies SettingMetadata),
  ),
  resultStoreUrl: v.pipe(
    v.optional(text),
    v.description('URL of the result store. Absent: no state and no results are kept.'),
    v.metadata({ env: 'ARQ_RESULT_STORE_URL' } satisfies SettingMetadata),
  ),
  resultStoreSchemes: v.pipe(
    v.optional(v.record(scheme, text)),
    v.description(
      'Result stores of your own: who opens URLs of a scheme, as `<module>:<export>` of a function that is given the URL. Only in the configuration file.',
    ),
  ),
  logLevel: v.pipe(
    v.optional(logLevel, 'info'),
    v.description('Log lines below this level are not written.'),
    v.metadata({ env: 'ARQ_LOG_LEVEL' } satisfies SettingMetadata),
  ),
  logFormat: v.pipe(
    v.optional(logFormat, 'text'),
    v.description('Layout of log lines: text for people, or one JSON object a line.'),
  ),
})

export type ConnectionSettings = v.InferOutput<typeof connectionSettingsSchema>

/** What holds where neither a flag nor the environment nor the settings module says otherwise. */
export const CONNECTION_DEFAULTS: ConnectionSettings = v.parse(connectionSettingsSchema, {})
