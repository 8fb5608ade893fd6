import {
  ConfigurationError,
  countSchema,
  type Duration,
  durationSchema,
  durationToMs,
  parseSettings,
  type Text,
} from '@arq/core'
import { mustBe, positiveMs, queueNameSchema, said, tlsDetailsSchema } from '@arq/core/internal'
import * as v from 'valibot'

import {
  type QueueSettings,
  queueSettingsSchema,
  refuseExclusive,
} from './queues/queue-settings.js'
import { parseRocketMQUrls, type RocketMQAddress, SUBJECT } from './rocketmq-url.js'
import { texts } from './texts.js'
import { LONGEST_PREFIX } from './wire/topic-name.js'

const MIB = 1024 * 1024
const flag = v.boolean(mustBe.flag)

/** Every setting of `RocketMQTransport`: its type, default, check and documentation. */
export const rocketMQTransportSettingsSchema = v.strictObject({
  url: v.pipe(
    v.optional(
      v.union(
        [v.string(), v.pipe(v.array(v.string()), v.minLength(1, said(texts.mustBeUrls())))],
        said(texts.mustBeUrls()),
      ),
      'rocketmq://localhost:9876',
    ),
    v.description(
      'URL of the name servers, `rocketmq://host:9876,host:9876`, with `accessKey:secretKey@` before the hosts where brokers ask for it; `rocketmqs://` for TLS. Or a list of such URLs of one cluster.',
    ),
    v.metadata({ env: 'ROCKETMQ_URL' }),
  ),
  connectionTimeout: v.pipe(
    v.optional(durationSchema, '30s'),
    v.description('How long `connect()` tries before it rejects.'),
    v.metadata({ unit: 'duration' }),
  ),
  publishTimeout: v.pipe(
    v.optional(durationSchema, '30s'),
    v.description(
      'How long a publish may take, waiting for a broker included. After that it rejects.',
    ),
    v.metadata({ unit: 'duration' }),
  ),
  invisibleTime: v.pipe(
    v.optional(durationSchema, '60s'),
    v.description(
      'How long the broker hides a job from other workers at a time. It is renewed as long as the job is held, so that jobs may last longer. After a crash the jobs of a worker come again when this time is over, and some 2 to 5 s. A process whose event loop stands still for so long loses its jobs to others. From 1 s to 12 h.',
    ),
    v.metadata({ unit: 'duration', source: 'RocketMQ: invisible time of POP' }),
  ),
  longestTimer: v.pipe(
    v.optional(durationSchema, '3d'),
    v.description(
      'The longest delay of the broker’s timer messages (`timerMaxDelaySec`). A longer delay goes in several hops of it: at the end of each hop a worker of the queue sends the job on.',
    ),
    v.metadata({ unit: 'duration', source: 'RocketMQ broker.conf timerMaxDelaySec' }),
  ),
  prefix: v.pipe(
    v.optional(v.string(mustBe.text), 'arq-'),
    v.description(
      'First part of the names of topics and groups. Clients and workers need the same one.',
    ),
  ),
  queuesPerBroker: v.pipe(
    v.optional(countSchema(1, 1024), 1),
    v.description(
      'RocketMQ queues that a new topic gets at each broker. With 1, at a single broker, jobs keep their order; more are faster for hundreds of consumers. A topic that exists stays as it is.',
    ),
    v.metadata({ unit: 'queues' }),
  ),
  declareQueues: v.pipe(
    v.optional(flag, true),
    v.description(
      'With `false` no topic and no group is created: they belong to the operators, and a topic that does not exist is an error.',
    ),
  ),
  queues: v.pipe(
    v.optional(v.record(queueNameSchema, queueSettingsSchema), {}),
    v.description('Settings of queues that differ from the default, by the name of the queue.'),
  ),
  maxMessageBytes: v.pipe(
    v.optional(countSchema(1), 4 * MIB),
    v.description('Largest body of a message. A larger one is refused before it is sent.'),
    v.metadata({ unit: 'bytes', source: 'RocketMQ broker.conf maxMessageSize' }),
  ),
  maxWaiting: v.pipe(
    v.optional(countSchema(1), 100_000),
    v.description(
      'Messages that may wait to be sent to a queue; a further one is refused with ARQ_BUFFER_FULL, so that a burst cannot fill the memory.',
    ),
    v.metadata({ unit: 'messages' }),
  ),
  tls: v.pipe(
    v.optional(tlsDetailsSchema),
    v.description('TLS details. Only for `rocketmqs:` URLs.'),
  ),
})

/** What users write. */
export type RocketMQTransportSettings = v.InferInput<typeof rocketMQTransportSettingsSchema>

/** What the code reads: complete, durations in milliseconds. */
export interface ResolvedRocketMQSettings {
  readonly address: RocketMQAddress
  readonly connectionTimeoutMs: number
  readonly publishTimeoutMs: number
  readonly invisibleMs: number
  readonly longestTimerMs: number
  readonly prefix: string
  readonly queuesPerBroker: number
  readonly declareQueues: boolean
  readonly queues: Readonly<Record<string, QueueSettings>>
  readonly maxMessageBytes: number
  readonly maxWaiting: number
  readonly tls: v.InferOutput<typeof tlsDetailsSchema> | undefined
}

const HOUR_MS = 3_600_000
/** Brokers take longer ones; what a crashed worker held would be gone for so long. */
const INVISIBLE_MS = [1000, 12 * HOUR_MS] as const
/** A hop must be longer than what is waited for in the worker. */
const TIMER_MS = [10_000, 366 * 24 * HOUR_MS] as const
const PREFIX = new RegExp(`^[A-Za-z\\d_-]{0,${LONGEST_PREFIX}}$`)

/** @throws {@link ConfigurationError} naming each wrong key, never a secret */
export function resolveRocketMQSettings(
  input: RocketMQTransportSettings,
): ResolvedRocketMQSettings {
  refuseExclusive(SUBJECT, input.queues)
  const settings = parseSettings(SUBJECT, rocketMQTransportSettingsSchema, input)
  const { url, tls, prefix } = settings
  const address = parseRocketMQUrls(typeof url === 'string' ? [url] : url)
  if (tls && !address.isTls) refuse('tls', texts.tlsNeedsRocketmqs())
  if (!PREFIX.test(prefix)) refuse('prefix', texts.prefixWrong({ most: LONGEST_PREFIX }))
  return Object.freeze({
    address,
    connectionTimeoutMs: positiveMs(SUBJECT, 'connectionTimeout', settings.connectionTimeout),
    publishTimeoutMs: positiveMs(SUBJECT, 'publishTimeout', settings.publishTimeout),
    invisibleMs: between(settings.invisibleTime, 'invisibleTime', INVISIBLE_MS),
    longestTimerMs: between(settings.longestTimer, 'longestTimer', TIMER_MS),
    prefix,
    queuesPerBroker: settings.queuesPerBroker,
    declareQueues: settings.declareQueues,
    queues: settings.queues,
    maxMessageBytes: settings.maxMessageBytes,
    maxWaiting: settings.maxWaiting,
    tls,
  })
}

function between(value: Duration, key: string, [least, most]: readonly [number, number]): number {
  const ms = durationToMs(value, key)
  if (ms >= least && ms <= most) return ms
  const text = texts.mustBeBetweenSeconds({ least: least / 1000, most: most / 1000 })
  return refuse(key, text)
}

function refuse(path: string, text: Text): never {
  throw new ConfigurationError(SUBJECT, [{ path, text }])
}
