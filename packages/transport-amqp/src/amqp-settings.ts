import { countSchema, durationSchema } from '@arq/core'
import {
  deadLetterQueueNameSchema,
  follows,
  mustBe,
  nameText,
  said,
  tlsDetailsSchema,
} from '@arq/core/internal'
import * as v from 'valibot'

import type { BrokerUrl } from './connection/amqp-url.js'
import { texts } from './texts.js'
import { queueSettingsSchema } from './topology/queue-settings.js'

const MIB = 1024 * 1024
const flag = v.boolean(mustBe.flag)
/** The handshake must fit in one frame of 4096 bytes; this leaves the rest of it room enough. */
const connectionName = v.pipe(v.string(mustBe.text), follows(nameText(255)))

/** Every setting of `AmqpTransport`: its type, default, check and documentation. */
export const amqpTransportSettingsSchema = v.strictObject({
  url: v.pipe(
    v.optional(
      v.union(
        [v.string(), v.pipe(v.array(v.string()), v.minLength(1, said(texts.mustBeUrls())))],
        said(texts.mustBeUrls()),
      ),
      'amqp://localhost:5672',
    ),
    v.description(
      'URL of the broker, or the URLs of the nodes of a cluster. They are tried in turn.',
    ),
    v.metadata({ env: 'RABBITMQ_URL', source: 'RabbitMQ URI specification' }),
  ),
  connectionTimeout: v.pipe(
    v.optional(durationSchema, '30s'),
    v.description(
      'How long `connect()` tries before it rejects, and how long a publish waits while there is no connection.',
    ),
    v.metadata({ unit: 'duration', env: 'RABBITMQ_CONNECTION_TIMEOUT', source: 'rabbitmq-arq' }),
  ),
  heartbeat: v.pipe(
    v.optional(durationSchema, '60s'),
    v.description(
      'Interval of heartbeats in whole seconds, at most 65535. A peer that is silent for two of them is taken for gone. 0 switches heartbeats off: a dead connection is then noticed late.',
    ),
    v.metadata({ unit: 'duration', source: 'RabbitMQ heartbeats guide' }),
  ),
  consumerCheckInterval: v.pipe(
    v.optional(durationSchema, '30s'),
    v.description(
      'How often a consumer that gets nothing asks the broker whether it should. One that the broker has forgotten, or serves no more, consumes anew; a connection on which nothing is answered is opened anew. 0: it never asks.',
    ),
    v.metadata({ unit: 'duration' }),
  ),
  reconnectInterval: v.pipe(
    v.optional(durationSchema, '5s'),
    v.description(
      'Longest wait between attempts to connect. The first attempt after a loss comes within half a second, and each wait is twice the one before. They are varied by ±20 %, so that processes do not come back together.',
    ),
    v.metadata({ unit: 'duration', source: 'rabbitmq-arq' }),
  ),
  maxReconnectAttempts: v.pipe(
    v.optional(countSchema(0), 0),
    v.description(
      'Failed attempts in a row, once the transport was connected, until it gives up for good, and its workers end. 0: it tries for ever, and publishes of that time reject after `connectionTimeout`.',
    ),
    v.metadata({ unit: 'attempts', source: 'rabbitmq-arq' }),
  ),
  autoReconnect: v.pipe(
    v.optional(flag, true),
    v.description(
      'Whether a lost connection is opened again. With `false` the transport is of no use after the first loss.',
    ),
    v.metadata({ source: 'rabbitmq-arq' }),
  ),
  connectionName: v.pipe(
    v.optional(connectionName, 'arq'),
    v.description(
      'Name of the connections in the broker’s management interface. `publish` or `consume` is added to it.',
    ),
    v.metadata({ source: 'RabbitMQ client property connection_name' }),
  ),
  tls: v.pipe(v.optional(tlsDetailsSchema), v.description('TLS details. Only for `amqps:` URLs.')),
  declareQueues: v.pipe(
    v.optional(flag, true),
    v.description(
      'With `false` nothing is declared: queues belong to the operators, and a queue that does not exist is an error.',
    ),
  ),
  queues: v.pipe(
    v.optional(v.record(deadLetterQueueNameSchema, queueSettingsSchema), {}),
    v.description(
      'Settings of queues that differ from the default, by the name of the queue. A queue that exists with other arguments is an error.',
    ),
  ),
  consumerTimeout: v.pipe(
    v.optional(
      v.union([durationSchema, v.literal('none')], said(texts.mustBeDurationOrNone())),
      '30m',
    ),
    v.description(
      'The `consumer_timeout` of the broker, which AMQP does not tell: how long a worker may keep a job before the broker gives it to another one. `none`: for ever. A value that is larger than the broker’s lets long jobs run twice.',
    ),
    v.metadata({ unit: 'duration', source: 'RabbitMQ: delivery acknowledgement timeout' }),
  ),
  compat: v.pipe(
    v.optional(v.picklist(['rabbitmq-arq'], mustBe.oneOf('rabbitmq-arq'))),
    v.description(
      'Declares queues as the Python library does, durable and classic, so that both can work on the same ones.',
    ),
    v.metadata({ source: 'rabbitmq-arq 0.2.2' }),
  ),
  enableDelayedJobs: v.pipe(
    v.optional(flag, true),
    v.description(
      'With `false` a message for later is refused, and no queue is declared for delays.',
    ),
    v.metadata({ source: 'rabbitmq-arq' }),
  ),
  delayMechanism: v.pipe(
    v.optional(
      v.picklist(['auto', 'plugin', 'ttl'], mustBe.oneOf('auto', 'plugin', 'ttl')),
      'auto',
    ),
    v.description(
      'What delayed messages wait in: the broker’s delayed-message plugin (`plugin`), durable queues of arq (`ttl`), or the plugin where the broker has it (`auto`). The plugin loses what it took in the last second when the broker is killed.',
    ),
    v.metadata({ source: 'rabbitmq-arq' }),
  ),
  moveDelayedJobs: v.pipe(
    v.optional(
      v.picklist(['consumers', 'always', 'never'], mustBe.oneOf('consumers', 'always', 'never')),
      'consumers',
    ),
    v.description(
      'Who moves delayed messages to their queues when they are due: every process that consumes (`consumers`), this one even when it only publishes (`always`), or never this one (`never`). Where nobody moves them, they wait on.',
    ),
  ),
  maxUnconfirmed: v.pipe(
    v.optional(countSchema(1), 1000),
    v.description(
      'The most messages that are sent and not yet confirmed by the broker. Further ones do what `whenFull` says.',
    ),
    v.metadata({ unit: 'messages', source: 'measured: no faster beyond 1000' }),
  ),
  maxUnconfirmedBytes: v.pipe(
    v.optional(countSchema(1), 64 * MIB),
    v.description(
      'The most bytes that are sent and not yet confirmed. A single message may be larger. Further ones do what `whenFull` says.',
    ),
    v.metadata({ unit: 'bytes', source: 'bounds the memory of a burst of large messages' }),
  ),
  whenFull: v.pipe(
    v.optional(v.picklist(['wait', 'reject'], mustBe.oneOf('wait', 'reject')), 'wait'),
    v.description(
      'What a publish does while `maxUnconfirmed` or `maxUnconfirmedBytes` is reached: it waits, or rejects with `ARQ_BUFFER_FULL`.',
    ),
  ),
  maxWaiting: v.pipe(
    v.optional(countSchema(1), 100_000),
    v.description(
      'Messages that may wait to be sent; a further one is refused with ARQ_BUFFER_FULL, so that a burst cannot fill the memory',
    ),
    v.metadata({ unit: 'messages', source: 'some 100 MB with bodies of 300 bytes' }),
  ),
  maxWaitingBytes: v.pipe(
    v.optional(countSchema(1), 256 * MIB),
    v.description('Bytes that may wait to be sent; one message may always wait'),
    v.metadata({ unit: 'bytes', source: 'bounds the memory of a burst of large messages' }),
  ),
  confirmTimeout: v.pipe(
    v.optional(durationSchema, '30s'),
    v.description(
      'How long a publish waits for its confirm, or for a broker that takes no messages. After that it rejects, and whether the broker has the message is unknown.',
    ),
    v.metadata({ unit: 'duration' }),
  ),
  maxMessageBytes: v.pipe(
    v.optional(countSchema(1), 16 * MIB),
    v.description('Largest body of a message. A larger one is refused before it is sent.'),
    v.metadata({ unit: 'bytes', source: 'max_message_size of RabbitMQ 4' }),
  ),
  wire: v.pipe(
    v.optional(v.picklist(['fast', 'plain'], mustBe.oneOf('fast', 'plain')), 'fast'),
    v.description(
      'Who encodes and decodes messages: this package, many per write (`fast`), or amqplib (`plain`), which is slower.',
    ),
  ),
  managementUrl: v.pipe(
    v.optional(v.string(mustBe.text)),
    v.description(
      'URL of the management API, with user and password. Without it `queueInfo()` has no `type`, `unacknowledged`, `rates` or `oldestAt`, and `delayedMessages()` tells nothing.',
    ),
    v.metadata({ source: 'RabbitMQ management plugin' }),
  ),
})

/** What users write. */
export type AmqpTransportSettings = v.InferInput<typeof amqpTransportSettingsSchema>

/** As the schema reads them. */
export type ParsedAmqpSettings = v.InferOutput<typeof amqpTransportSettingsSchema>

/** What the code reads: complete, durations in milliseconds. */
export type ResolvedAmqpSettings = Omit<
  v.InferOutput<typeof amqpTransportSettingsSchema>,
  | 'url'
  | 'connectionTimeout'
  | 'heartbeat'
  | 'consumerCheckInterval'
  | 'reconnectInterval'
  | 'confirmTimeout'
  | 'consumerTimeout'
  | 'managementUrl'
> & {
  readonly urls: readonly BrokerUrl[]
  readonly connectionTimeoutMs: number
  readonly heartbeatSeconds: number
  /** 0: never. */
  readonly consumerCheckIntervalMs: number
  readonly reconnectIntervalMs: number
  readonly confirmTimeoutMs: number
  /** `undefined`: the broker waits for ever. */
  readonly consumerTimeoutMs: number | undefined
  readonly managementUrl: URL | undefined
}
