import * as v from 'valibot'

import { ConfigurationError, type SettingIssue } from '../errors.js'
import { producerSchema, type ProducerSettings } from './producer-settings.js'

type Kind = 'text' | 'number' | 'flag'

/** An environment variable and the setting it stands for. */
export interface ProducerEnvironmentVariable {
  readonly name: `ROCKETMQ_${string}`
  /** Path of the setting. */
  readonly setting: string
  readonly kind: Kind
}

const variable = (
  name: ProducerEnvironmentVariable['name'],
  setting: string,
  kind: Kind = 'number',
): ProducerEnvironmentVariable => ({ name, setting, kind })

/** Every environment variable that {@link readProducerEnvironment} reads. */
export const PRODUCER_ENVIRONMENT: readonly ProducerEnvironmentVariable[] = [
  variable('ROCKETMQ_NAMESRV_ADDR', 'nameServers', 'text'),
  variable('ROCKETMQ_PRODUCER_GROUP', 'group', 'text'),
  variable('ROCKETMQ_NAMESPACE', 'namespace', 'text'),
  variable('ROCKETMQ_INSTANCE_NAME', 'instanceName', 'text'),
  variable('ROCKETMQ_CLIENT_IP', 'clientIp', 'text'),
  variable('ROCKETMQ_UNIT_NAME', 'unitName', 'text'),
  variable('ROCKETMQ_UNIT_MODE', 'unitMode', 'flag'),
  variable('ROCKETMQ_SEND_TIMEOUT_MS', 'sendTimeoutMs'),
  variable('ROCKETMQ_ATTEMPT_TIMEOUT_MS', 'attemptTimeoutMs'),
  variable('ROCKETMQ_RETRIES', 'retries'),
  variable('ROCKETMQ_RETRY_BACKOFF_MS', 'retryBackoffMs'),
  variable('ROCKETMQ_RETRY_WHEN_NOT_STORE_OK', 'retryWhenNotStoreOk', 'flag'),
  variable('ROCKETMQ_LATENCY_AVOIDANCE', 'latencyAvoidance', 'flag'),
  variable('ROCKETMQ_ROUTING_STRATEGY', 'strategy', 'text'),
  variable('ROCKETMQ_MAX_MESSAGE_BYTES', 'maxMessageBytes'),
  variable('ROCKETMQ_COMPRESSION_THRESHOLD_BYTES', 'compression.thresholdBytes'),
  variable('ROCKETMQ_COMPRESSION_TYPE', 'compression.type', 'text'),
  variable('ROCKETMQ_COMPRESSION_LEVEL', 'compression.level'),
  variable('ROCKETMQ_AUTO_BATCH_LINGER_MS', 'autoBatch.lingerMs'),
  variable('ROCKETMQ_AUTO_BATCH_MAX_BYTES', 'autoBatch.maxBytes'),
  variable('ROCKETMQ_AUTO_BATCH_MAX_MESSAGES', 'autoBatch.maxMessages'),
  variable('ROCKETMQ_IN_FLIGHT_MAX_MESSAGES', 'inFlight.maxMessages'),
  variable('ROCKETMQ_IN_FLIGHT_MAX_BYTES', 'inFlight.maxBytes'),
  variable('ROCKETMQ_IN_FLIGHT_WHEN_FULL', 'inFlight.whenFull', 'text'),
  variable('ROCKETMQ_IN_FLIGHT_MAX_WAITING', 'inFlight.maxWaiting'),
  variable('ROCKETMQ_HEARTBEAT_INTERVAL_MS', 'heartbeatIntervalMs'),
  variable('ROCKETMQ_ROUTE_REFRESH_INTERVAL_MS', 'routeRefreshIntervalMs'),
  variable('ROCKETMQ_CONNECT_TIMEOUT_MS', 'connection.connectTimeoutMs'),
  variable('ROCKETMQ_REQUEST_TIMEOUT_MS', 'connection.requestTimeoutMs'),
  variable('ROCKETMQ_TLS', 'connection.tls', 'flag'),
  variable('ROCKETMQ_ACCESS_KEY', 'connection.acl.accessKey', 'text'),
  variable('ROCKETMQ_SECRET_KEY', 'connection.acl.secretKey', 'text'),
  variable('ROCKETMQ_SECURITY_TOKEN', 'connection.acl.securityToken', 'text'),
]

/**
 * The settings that environment variables name. Empty ones count as absent; what is not in
 * {@link PRODUCER_ENVIRONMENT} is not looked at.
 *
 * @param environment usually `process.env`
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each variable with a wrong value
 */
export function readProducerEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Partial<ProducerSettings> {
  const issues: SettingIssue[] = []
  const settings: Group = {}
  for (const { name, setting, kind } of PRODUCER_ENVIRONMENT) {
    const text = environment[name]?.trim()
    if (text === undefined || text === '') continue
    const value = READERS[kind](text)
    const problem = problemOf(setting, kind, value)
    if (problem !== undefined) {
      issues.push({ path: name, message: `${problem}${seen(name, text)} (${setting})` })
    } else if (value !== undefined) put(settings, setting.split('.'), value)
  }
  if (issues.length > 0) throw new ConfigurationError('Environment', issues)
  return settings
}

type Value = string | number | boolean

interface Group {
  [key: string]: Value | Group
}

const READERS: Readonly<Record<Kind, (text: string) => Value | undefined>> = {
  text: (text) => text,
  number: (text) => (/^-?\d+$/.test(text) ? Number(text) : undefined),
  flag: (text) => FLAGS.get(text.toLowerCase()),
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])

const EXPECTED: Readonly<Record<Kind, string>> = {
  text: 'text',
  number: 'a whole number',
  flag: 'true or false',
}

/** The value in quotes, unless it is a secret. */
function seen(name: string, text: string): string {
  return /KEY|TOKEN/.test(name) ? '' : `, got ${JSON.stringify(text.slice(0, 80))}`
}

/** What the setting's own check says of the value; `undefined` is a text of the wrong kind. */
function problemOf(setting: string, kind: Kind, value: Value | undefined): string | undefined {
  if (value === undefined) return `must be ${EXPECTED[kind]}`
  const result = v.safeParse(schemaAt(setting), value)
  return result.success ? undefined : result.issues[0].message.replace(/[,;] got .*$/, '')
}

/** Source: valibot: `optional` and `pipe` wrap a schema, a union lists its own. */
function schemaAt(setting: string): v.GenericSchema {
  let schema: v.GenericSchema = producerSchema
  for (const step of setting.split('.')) {
    const entry = entriesOf(schema)[step]
    if (entry === undefined) throw new TypeError(`no setting ${setting}`)
    schema = entry
  }
  return schema
}

function entriesOf(schema: object): Readonly<Record<string, v.GenericSchema>> {
  const inner = property(schema, 'wrapped') ?? withEntries(property(schema, 'options'))
  if (typeof inner === 'object' && inner !== null) return entriesOf(inner)
  // Whoever names a group in the table above names one that has entries.
  return property(schema, 'entries') as Readonly<Record<string, v.GenericSchema>>
}

const withEntries = (options: unknown): unknown =>
  Array.isArray(options) ? options.find((option) => property(option, 'entries')) : undefined

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

function put(group: Group, [first = '', ...rest]: readonly string[], value: Value): void {
  if (rest.length === 0) {
    group[first] = value
    return
  }
  const inner = group[first]
  const next: Group = typeof inner === 'object' ? inner : {}
  group[first] = next
  put(next, rest, value)
}
