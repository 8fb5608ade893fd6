import {
  ConfigurationError,
  type Duration,
  durationToMs,
  parseSettings,
  type Text,
} from '@arq/core'
import { positiveMs } from '@arq/core/internal'

import {
  type AmqpTransportSettings,
  amqpTransportSettingsSchema,
  type ParsedAmqpSettings,
  type ResolvedAmqpSettings,
} from './amqp-settings.js'
import { type BrokerUrl, parseBrokerUrl } from './connection/amqp-url.js'
import { texts } from './texts.js'
import { beyondCompat } from './topology/queue-settings.js'

const SUBJECT = 'AmqpTransport settings'

/** A day: longer waits make no sense, and from 24.8 days on Node's timers fire at once. */
const LONGEST_INTERVAL_MS = 86_400_000

/** @throws {@link ConfigurationError} naming each wrong key, never a password */
export function resolveAmqpSettings(input: AmqpTransportSettings): ResolvedAmqpSettings {
  const settings = parseSettings(SUBJECT, amqpTransportSettingsSchema, input)
  const { url, connectionTimeout, heartbeat, reconnectInterval, confirmTimeout, ...others } =
    settings
  const { consumerTimeout, consumerCheckInterval, ...rest } = others
  const urls = (typeof url === 'string' ? [url] : url).map(requireBrokerUrl)
  if (settings.tls && !urls.every(({ isTls }) => isTls)) refuse('tls', texts.tlsNeedsAmqps())
  if (settings.compat) refuseBeyondCompat(settings.queues)
  refuseDeadLetterLoops(settings.queues)
  return Object.freeze({
    ...rest,
    urls,
    connectionTimeoutMs: positive(connectionTimeout, 'connectionTimeout'),
    heartbeatSeconds: heartbeatSeconds(heartbeat),
    consumerCheckIntervalMs: atMost(
      durationToMs(consumerCheckInterval, 'consumerCheckInterval'),
      'consumerCheckInterval',
      LONGEST_INTERVAL_MS,
    ),
    reconnectIntervalMs: positive(reconnectInterval, 'reconnectInterval', LONGEST_INTERVAL_MS),
    confirmTimeoutMs: positive(confirmTimeout, 'confirmTimeout'),
    consumerTimeoutMs:
      consumerTimeout === 'none' ? undefined : positive(consumerTimeout, 'consumerTimeout'),
    managementUrl: parseManagementUrl(settings.managementUrl),
  })
}

function positive(value: Duration, key: string, longestMs = Infinity): number {
  return atMost(positiveMs(SUBJECT, key, value), key, longestMs)
}

function atMost(ms: number, key: string, longestMs: number): number {
  return ms > longestMs ? refuse(key, texts.mustBeAtMostSeconds({ most: longestMs / 1000 })) : ms
}

/** AMQP has two bytes for them. */
const LONGEST_HEARTBEAT_SECONDS = 65_535

function heartbeatSeconds(value: Duration): number {
  const seconds = Math.ceil(durationToMs(value, 'heartbeat') / 1000)
  return seconds <= LONGEST_HEARTBEAT_SECONDS
    ? seconds
    : refuse('heartbeat', texts.mustBeAtMostSeconds({ most: LONGEST_HEARTBEAT_SECONDS }))
}

type QueuesSetting = ParsedAmqpSettings['queues']

/** Jobs would come back to where they failed. */
function refuseDeadLetterLoops(queues: QueuesSetting): void {
  const owners = new Map(
    Object.entries(queues).flatMap(([name, { deadLetterQueue: target }]) =>
      target === undefined ? [] : [[target, name]],
    ),
  )
  for (const [name, { deadLetterQueue: target }] of Object.entries(queues)) {
    if (target === undefined) continue
    const path = `queues.${name}.deadLetterQueue`
    if (target === name) refuse(path, texts.ownDeadLetterQueue())
    const owner = owners.get(name) ?? (name.endsWith('.dlq') ? name.slice(0, -4) : undefined)
    if (owner !== undefined) refuse(path, texts.deadLettersOfDeadLetters({ owner }))
  }
}

function refuseBeyondCompat(queues: QueuesSetting): void {
  for (const [name, queue] of Object.entries(queues)) {
    const key = beyondCompat(queue)
    if (key) refuse(`queues.${name}.${key}`, texts.beyondCompat())
  }
}

function requireBrokerUrl(text: string): BrokerUrl {
  const parsed = parseBrokerUrl(text)
  return 'template' in parsed ? refuse('url', parsed) : parsed
}

function parseManagementUrl(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return refuse('managementUrl', texts.notManagementUrl())
  }
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:'
  return isHttp ? url : refuse('managementUrl', texts.notHttp())
}

function refuse(path: string, text: Text): never {
  throw new ConfigurationError(SUBJECT, [{ path, text }])
}
