import { ConfigurationError } from '@arq/core'
import {
  countSchema,
  durationSchema,
  durationToMs,
  parseSettings,
  renderMessage,
  tlsSchema,
} from '@arq/core/internal'
import * as v from 'valibot'

import { type BrokerUrl, parseBrokerUrl } from './connection/amqp-url.js'
import { messages } from './messages.js'
import { beyondCompat, queueSettingsSchema } from './topology/queue-settings.js'

const MIB = 1024 * 1024
const flag = v.boolean('must be true or false')
const text = v.pipe(v.string('must be text'), v.nonEmpty('must not be empty'))

/** Every setting of `AmqpTransport`: its type, default, check and documentation. */
export const amqpTransportSchema = v.strictObject({
  url: v.pipe(
    v.optional(
      v.union(
        [
          v.string(),
          v.pipe(v.array(v.string()), v.minLength(1, 'must be a URL or a list of URLs')),
        ],
        'must be a URL or a list of URLs',
      ),
      'amqp://localhost:5672',
    ),
    v.description('Broker, or the nodes of a cluster: they are tried in turn'),
    v.metadata({ env: 'RABBITMQ_URL', source: 'RabbitMQ URI specification' }),
  ),
  connectionTimeout: v.pipe(
    v.optional(durationSchema, '30s'),
    v.description(
      'How long connect() tries before it rejects, and how long a publish waits while disconnected',
    ),
    v.metadata({ unit: 'duration', env: 'RABBITMQ_CONNECTION_TIMEOUT', source: 'rabbitmq-arq' }),
  ),
  heartbeat: v.pipe(
    v.optional(durationSchema, '60s'),
    v.description('Interval of heartbeats in whole seconds; 0 switches them off'),
    v.metadata({ unit: 'duration', source: 'RabbitMQ heartbeats guide' }),
  ),
  reconnectInterval: v.pipe(
    v.optional(durationSchema, '5s'),
    v.description(
      'Wait between attempts to connect, varied by ±20 %; the first after a loss comes sooner',
    ),
    v.metadata({ unit: 'duration', source: 'rabbitmq-arq' }),
  ),
  maxReconnectAttempts: v.pipe(
    v.optional(countSchema(0), 10),
    v.description('Attempts after a lost connection before giving up; 0: for ever'),
    v.metadata({ unit: 'attempts', source: 'rabbitmq-arq' }),
  ),
  autoReconnect: v.pipe(
    v.optional(flag, true),
    v.description('Whether a lost connection is opened again'),
    v.metadata({ source: 'rabbitmq-arq' }),
  ),
  connectionName: v.pipe(
    v.optional(text, 'arq'),
    v.description('Name in the broker’s management interface; the role is appended'),
    v.metadata({ source: 'RabbitMQ client property connection_name' }),
  ),
  tls: v.pipe(v.optional(tlsSchema), v.description('TLS details for amqps: URLs')),
  declareQueues: v.pipe(
    v.optional(flag, true),
    v.description('false: queues belong to the operators, one that is absent is an error'),
  ),
  queues: v.pipe(
    v.optional(v.record(v.string(), queueSettingsSchema), {}),
    v.description('Queues that differ from the default, by name'),
  ),
  consumerTimeout: v.pipe(
    v.optional(v.union([durationSchema, v.literal('none')], 'must be a duration or "none"'), '30m'),
    v.description(
      'consumer_timeout of the broker, which it does not tell: how long a worker may keep a job before the broker takes it back; none: for ever',
    ),
    v.metadata({ unit: 'duration', source: 'RabbitMQ: delivery acknowledgement timeout' }),
  ),
  compat: v.pipe(
    v.optional(v.picklist(['rabbitmq-arq'], 'must be "rabbitmq-arq"')),
    v.description('Declares the queues that the Python library declares: plain durable classic'),
    v.metadata({ source: 'rabbitmq-arq 0.2.2' }),
  ),
  enableDelayedJobs: v.pipe(
    v.optional(flag, true),
    v.description('false: a message for later is refused, and nothing is declared for delays'),
    v.metadata({ source: 'rabbitmq-arq' }),
  ),
  delayMechanism: v.pipe(
    v.optional(v.picklist(['auto', 'plugin', 'ttl'], 'must be "auto", "plugin" or "ttl"'), 'auto'),
    v.description(
      'How messages wait: by the broker’s delayed-message plugin, by our own durable queues (ttl), or by the plugin where the broker has it (auto)',
    ),
    v.metadata({ source: 'rabbitmq-arq' }),
  ),
  moveDelayedJobs: v.pipe(
    v.optional(
      v.picklist(['consumers', 'always', 'never'], 'must be "consumers", "always" or "never"'),
      'consumers',
    ),
    v.description(
      'Who brings delayed messages to their queues when they are due: every process that consumes, this one always, or never this one',
    ),
  ),
  maxUnconfirmed: v.pipe(
    v.optional(countSchema(1), 1000),
    v.description('Messages sent and not yet confirmed by the broker'),
    v.metadata({ unit: 'messages', source: 'measured: no faster beyond 1000' }),
  ),
  maxUnconfirmedBytes: v.pipe(
    v.optional(countSchema(1), 64 * MIB),
    v.description('Bytes sent and not yet confirmed; one message may always go'),
    v.metadata({ unit: 'bytes', source: 'bounds the memory of a burst of large messages' }),
  ),
  whenFull: v.pipe(
    v.optional(v.picklist(['wait', 'reject'], 'must be "wait" or "reject"'), 'wait'),
    v.description('What a publish does while those limits are reached'),
  ),
  confirmTimeout: v.pipe(
    v.optional(durationSchema, '30s'),
    v.description('How long a publish waits for its confirm, or for a blocked broker'),
    v.metadata({ unit: 'duration' }),
  ),
  maxMessageBytes: v.pipe(
    v.optional(countSchema(1), 16 * MIB),
    v.description('Largest body; a larger one is refused before it is sent'),
    v.metadata({ unit: 'bytes', source: 'max_message_size of RabbitMQ 4' }),
  ),
  wire: v.pipe(
    v.optional(v.picklist(['fast', 'plain'], 'must be "fast" or "plain"'), 'fast'),
    v.description(
      'fast: messages are encoded and decoded by this package, many per write; plain: by amqplib, should the other fail',
    ),
  ),
  managementUrl: v.pipe(
    v.optional(v.string('must be text')),
    v.description(
      'Management HTTP API, with user and password, for what AMQP cannot tell: queueInfo’s type and unacknowledged',
    ),
    v.metadata({ source: 'RabbitMQ management plugin' }),
  ),
})

/** What users write. */
export type AmqpTransportSettings = v.InferInput<typeof amqpTransportSchema>

/** What the code reads: complete, durations in milliseconds. */
export type ResolvedAmqpSettings = Omit<
  v.InferOutput<typeof amqpTransportSchema>,
  | 'url'
  | 'connectionTimeout'
  | 'heartbeat'
  | 'reconnectInterval'
  | 'confirmTimeout'
  | 'consumerTimeout'
  | 'managementUrl'
> & {
  readonly urls: readonly BrokerUrl[]
  readonly connectionTimeoutMs: number
  readonly heartbeatSeconds: number
  readonly reconnectIntervalMs: number
  readonly confirmTimeoutMs: number
  /** `undefined`: the broker waits for ever. */
  readonly consumerTimeoutMs: number | undefined
  readonly managementUrl: URL | undefined
}

const SUBJECT = 'AmqpTransport settings'

/** @throws {@link ConfigurationError} naming each wrong key, never a password */
export function resolveAmqpSettings(input: AmqpTransportSettings): ResolvedAmqpSettings {
  const settings = parseSettings(SUBJECT, amqpTransportSchema, input)
  const { url, connectionTimeout, heartbeat, reconnectInterval, confirmTimeout, ...others } =
    settings
  const { consumerTimeout, ...rest } = others
  const urls = (typeof url === 'string' ? [url] : url).map(requireBrokerUrl)
  if (settings.tls && !urls.every(({ isTls }) => isTls)) refuse('tls', 'needs amqps: URLs')
  if (settings.compat) refuseBeyondCompat(settings.queues)
  const positive = (value: typeof confirmTimeout, key: string): number =>
    durationToMs(value, key) || refuse(key, 'must be more than 0')
  return Object.freeze({
    ...rest,
    urls,
    connectionTimeoutMs: positive(connectionTimeout, 'connectionTimeout'),
    heartbeatSeconds: Math.ceil(durationToMs(heartbeat, 'heartbeat') / 1000),
    reconnectIntervalMs: positive(reconnectInterval, 'reconnectInterval'),
    confirmTimeoutMs: positive(confirmTimeout, 'confirmTimeout'),
    consumerTimeoutMs:
      consumerTimeout === 'none' ? undefined : positive(consumerTimeout, 'consumerTimeout'),
    managementUrl: parseManagementUrl(settings.managementUrl),
  })
}

function refuseBeyondCompat(queues: v.InferOutput<typeof amqpTransportSchema>['queues']): void {
  for (const [name, queue] of Object.entries(queues)) {
    const key = beyondCompat(queue)
    if (key) refuse(`queues.${name}.${key}`, renderMessage(messages.beyondCompat()))
  }
}

function requireBrokerUrl(text: string): BrokerUrl {
  const parsed = parseBrokerUrl(text)
  return typeof parsed === 'string' ? refuse('url', parsed) : parsed
}

function parseManagementUrl(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return refuse('managementUrl', 'is not a URL; expected http://user:password@host:15672')
  }
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:'
  return isHttp ? url : refuse('managementUrl', 'must begin with http:// or https://')
}

function refuse(path: string, message: string): never {
  throw new ConfigurationError(SUBJECT, [{ path, message }])
}
