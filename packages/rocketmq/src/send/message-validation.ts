import { InvalidMessage } from '../errors/errors.js'
import type { Message } from '../message/message.js'
import { hasSeparator } from '../protocol/properties.js'
import { isReservedProperty } from '../protocol/property-names.js'
import { isSendableTopic, topicNameProblem } from '../protocol/resource-name.js'
import type { SettingProblem } from '../texts/setting-problem.js'
import { type Text, verbatim } from '../texts/text.js'
import { texts } from '../texts/texts.js'

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
  const issues: SettingProblem[] = []
  checkTopic(message.topic, issues)
  checkBody(message.body, limits, issues)
  checkTexts(message, issues)
  checkProperties(message.properties, issues)
  checkDelay(message, issues)
  checkKind(message, issues)
  if (!Number.isInteger(message.flag) || (message.flag | 0) !== message.flag) {
    issues.push({ path: 'flag', text: texts.flagNo32Bits({ value: message.flag }) })
  }
  if (issues.length > 0) throw new InvalidMessage(message.topic, issues)
}

function checkTopic(topic: string, issues: SettingProblem[]): void {
  const problem = topicNameProblem(topic)
  if (problem !== undefined) issues.push({ path: 'topic', text: problem })
  else if (!isSendableTopic(topic)) {
    issues.push({ path: 'topic', text: texts.topicOfRocketMQ({ topic }) })
  }
}

function checkBody(
  body: unknown,
  { maxMessageBytes }: MessageLimits,
  issues: SettingProblem[],
): void {
  // Whatever JavaScript callers pass; Uint8Array of another realm included.
  if (!ArrayBuffer.isView(body)) {
    issues.push({ path: 'body', text: texts.bodyNoBytes({ kind: typeof body }) })
  } else if (body.byteLength === 0) {
    issues.push({ path: 'body', text: texts.bodyEmpty() })
  } else if (body.byteLength > maxMessageBytes) {
    const text = texts.bodyOverLimit({ bytes: body.byteLength, limit: maxMessageBytes })
    issues.push({ path: 'body', text })
  }
}

function checkTexts(
  { tags, keys, shardingKey, uniqueId }: Message,
  issues: SettingProblem[],
): void {
  checkText('tags', tags, issues)
  checkText('shardingKey', shardingKey, issues)
  checkText('uniqueId', uniqueId, issues)
  keys.forEach((key, at) => {
    checkText(`keys.${at}`, key, issues)
    if (key.includes(' ')) {
      issues.push({ path: `keys.${at}`, text: texts.keyHasSpace({ key }) })
    }
  })
}

function checkProperties(properties: Message['properties'], issues: SettingProblem[]): void {
  // Not Object.entries: this runs for every message sent.
  for (const name in properties) {
    const value = properties[name]
    const path = `properties.${name}`
    if (name === '') issues.push({ path: 'properties', text: texts.propertyNameEmpty() })
    if (isReservedProperty(name)) issues.push({ path, text: texts.propertyNameReserved() })
    checkText(path, name, issues)
    checkText(path, value, issues)
  }
}

const LONE_SURROGATE = /\p{Surrogate}/u

function checkText(path: string, text: string | undefined, issues: SettingProblem[]): void {
  if (text === undefined) return
  if (text === '') issues.push({ path, text: texts.textIsEmpty() })
  else if (hasSeparator(text)) {
    issues.push({ path, text: texts.textHasSeparator() })
  } else if (LONE_SURROGATE.test(text)) {
    issues.push({ path, text: texts.textHasHalfCharacter() })
  }
}

/** A broker takes a message for one kind only, and drops what belongs to the others without a word. */
function checkKind(message: Message, issues: SettingProblem[]): void {
  const { priority, liteTopic, shardingKey } = message
  if (priority === undefined && liteTopic === undefined) return
  if (priority !== undefined && (!Number.isSafeInteger(priority) || priority < 0)) {
    issues.push({ path: 'priority', text: texts.mustBeIntegerFrom({ least: 0, value: priority }) })
  }
  checkText('liteTopic', liteTopic, issues)
  if (liteTopic?.includes('$') === true) {
    issues.push({ path: 'liteTopic', text: texts.liteTopicHasDollar() })
  }
  const isDelayed = [message.delayLevel, message.delayMs, message.deliverAtMs].some(
    (delay) => delay !== undefined,
  )
  const kinds = [
    ...(priority === undefined ? [] : ['priority']),
    ...(liteTopic === undefined ? [] : ['liteTopic']),
    ...(shardingKey === undefined ? [] : ['shardingKey']),
  ]
  const given = [...kinds.map(verbatim), ...(isDelayed ? [texts.aDelay()] : [])]
  if (given.length > 1) {
    issues.push({ path: kinds[0] ?? '', text: texts.onlyOneOf({ names: listed(given) }) })
  }
}

function checkDelay({ delayLevel, delayMs, deliverAtMs }: Message, issues: SettingProblem[]): void {
  if (delayLevel === undefined && delayMs === undefined && deliverAtMs === undefined) return
  const given = Object.entries({ delayLevel, delayMs, deliverAtMs }).filter(
    (entry): entry is [string, number] => entry[1] !== undefined,
  )
  if (given.length > 1) {
    const names = listed(given.map(([name]) => verbatim(name)))
    issues.push({ path: given[0]?.[0] ?? '', text: texts.onlyOneOf({ names }) })
  }
  for (const [path, value] of given) {
    const minimum = path === 'delayLevel' ? 1 : 0
    if (!Number.isSafeInteger(value) || value < minimum) {
      issues.push({ path, text: texts.mustBeIntegerFrom({ least: minimum, value }) })
    }
  }
}

/** Names one after the other, with the language's own word between them. */
function listed([first, ...others]: readonly Text[]): Text {
  return others.reduce<Text>(
    (list, last) => texts.nameList({ first: list, last }),
    first ?? verbatim(''),
  )
}
