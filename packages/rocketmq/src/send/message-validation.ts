import { InvalidMessage, type SettingIssue } from '../errors/errors.js'
import type { Message } from '../message/message.js'
import { hasSeparator } from '../protocol/properties.js'
import { isReservedProperty } from '../protocol/property-names.js'
import { isSendableTopic, topicNameProblem } from '../protocol/resource-name.js'

export interface MessageLimits {
  /** The most bytes a body may have. Brokers: `maxMessageSize`, 4 MiB unless set otherwise. */
  readonly maxMessageBytes: number
}

/** A message's body may have this many bytes at a broker that is not set otherwise. */
export const DEFAULT_MAX_MESSAGE_BYTES = 4 * 1024 * 1024

/**
 * Checks everything about a message that can be known before it is sent, all of it at once.
 *
 * Source: apache/rocketmq `client/.../Validators.java`, `common/.../topic/TopicValidator.java`,
 * `broker/.../util/HookUtils.java` (delays).
 * @throws {@link InvalidMessage} `ROCKETMQ_MESSAGE_INVALID`; `issues` names each field
 */
export function validateMessage(message: Message, limits: MessageLimits): void {
  const issues: SettingIssue[] = []
  checkTopic(message.topic, issues)
  checkBody(message.body, limits, issues)
  checkTexts(message, issues)
  checkProperties(message.properties, issues)
  checkDelay(message, issues)
  checkKind(message, issues)
  if (!Number.isInteger(message.flag) || (message.flag | 0) !== message.flag) {
    issues.push({ path: 'flag', message: `must be a 32-bit integer, got ${message.flag}` })
  }
  if (issues.length > 0) throw new InvalidMessage(message.topic, issues)
}

function checkTopic(topic: string, issues: SettingIssue[]): void {
  const problem = topicNameProblem(topic)
  if (problem !== undefined) issues.push({ path: 'topic', message: problem })
  else if (!isSendableTopic(topic)) {
    issues.push({ path: 'topic', message: `${topic} is RocketMQ’s own, nobody may send to it` })
  }
}

function checkBody(
  body: unknown,
  { maxMessageBytes }: MessageLimits,
  issues: SettingIssue[],
): void {
  // Whatever JavaScript callers pass; Uint8Array of another realm included.
  if (!ArrayBuffer.isView(body)) {
    issues.push({ path: 'body', message: `must be bytes, got ${typeof body}; see createMessage` })
  } else if (body.byteLength === 0) {
    issues.push({ path: 'body', message: 'must have at least one byte' })
  } else if (body.byteLength > maxMessageBytes) {
    const text = `has ${body.byteLength} bytes, the limit is ${maxMessageBytes} (maxMessageBytes)`
    issues.push({ path: 'body', message: text })
  }
}

function checkTexts({ tags, keys, shardingKey, uniqueId }: Message, issues: SettingIssue[]): void {
  checkText('tags', tags, issues)
  checkText('shardingKey', shardingKey, issues)
  checkText('uniqueId', uniqueId, issues)
  keys.forEach((key, at) => {
    checkText(`keys.${at}`, key, issues)
    if (key.includes(' ')) {
      issues.push({ path: `keys.${at}`, message: `"${key}" has a space, which separates keys` })
    }
  })
}

function checkProperties(properties: Message['properties'], issues: SettingIssue[]): void {
  // Not Object.entries: this runs for every message sent.
  for (const name in properties) {
    const value = properties[name]
    const path = `properties.${name}`
    if (name === '') issues.push({ path: 'properties', message: 'a name is empty' })
    if (isReservedProperty(name)) issues.push({ path, message: 'is a name of RocketMQ’s own' })
    checkText(path, name, issues)
    checkText(path, value, issues)
  }
}

const LONE_SURROGATE = /\p{Surrogate}/u

function checkText(path: string, text: string | undefined, issues: SettingIssue[]): void {
  if (text === undefined) return
  if (text === '') issues.push({ path, message: 'is empty: brokers drop it; leave it out instead' })
  else if (hasSeparator(text)) {
    issues.push({ path, message: 'contains U+0001 or U+0002, which separate properties' })
  } else if (LONE_SURROGATE.test(text)) {
    issues.push({
      path,
      message: 'contains half a character (lone surrogate), which UTF-8 cannot hold',
    })
  }
}

/** A broker takes a message for one kind only, and drops what belongs to the others without a word. */
function checkKind(message: Message, issues: SettingIssue[]): void {
  const { priority, liteTopic, shardingKey } = message
  if (priority === undefined && liteTopic === undefined) return
  if (priority !== undefined && (!Number.isSafeInteger(priority) || priority < 0)) {
    issues.push({ path: 'priority', message: `must be an integer of at least 0, got ${priority}` })
  }
  checkText('liteTopic', liteTopic, issues)
  if (liteTopic?.includes('$') === true) {
    issues.push({ path: 'liteTopic', message: 'contains $, which separates it from its topic' })
  }
  const isDelayed = [message.delayLevel, message.delayMs, message.deliverAtMs].some(
    (delay) => delay !== undefined,
  )
  const kinds = [
    ...(priority === undefined ? [] : ['priority']),
    ...(liteTopic === undefined ? [] : ['liteTopic']),
    ...(shardingKey === undefined ? [] : ['shardingKey']),
    ...(isDelayed ? ['a delay'] : []),
  ]
  if (kinds.length > 1) {
    issues.push({ path: kinds[0] ?? '', message: `give only one of ${kinds.join(' and ')}` })
  }
}

function checkDelay({ delayLevel, delayMs, deliverAtMs }: Message, issues: SettingIssue[]): void {
  if (delayLevel === undefined && delayMs === undefined && deliverAtMs === undefined) return
  const given = Object.entries({ delayLevel, delayMs, deliverAtMs }).filter(
    (entry): entry is [string, number] => entry[1] !== undefined,
  )
  if (given.length > 1) {
    const names = given.map(([name]) => name).join(' and ')
    issues.push({ path: given[0]?.[0] ?? '', message: `give only one of ${names}` })
  }
  for (const [path, value] of given) {
    const minimum = path === 'delayLevel' ? 1 : 0
    if (!Number.isSafeInteger(value) || value < minimum) {
      issues.push({ path, message: `must be an integer of at least ${minimum}, got ${value}` })
    }
  }
}
