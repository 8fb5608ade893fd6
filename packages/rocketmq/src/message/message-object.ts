import { InvalidMessage, type SettingIssue } from '../errors/errors.js'
import { createMessage, type Message, type MessageInput } from './message.js'

/** A message as plain data that JSON can hold; the body is base64. */
export interface MessageObject extends Omit<MessageInput, 'body' | 'keys'> {
  readonly body: string
  readonly keys?: readonly string[]
}

/** For logs, files and tests. What is not set is left out. */
export function messageToObject(message: Message): MessageObject {
  const { topic, body, flag, tags, keys, shardingKey, properties } = message
  const { delayLevel, delayMs, deliverAtMs, priority, liteTopic, waitStoreOk, uniqueId } = message
  return {
    topic,
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64'),
    ...(flag !== 0 && { flag }),
    ...(tags !== undefined && { tags }),
    ...(keys.length > 0 && { keys: [...keys] }),
    ...(shardingKey !== undefined && { shardingKey }),
    ...(delayLevel !== undefined && { delayLevel }),
    ...(delayMs !== undefined && { delayMs }),
    ...(deliverAtMs !== undefined && { deliverAtMs }),
    ...(priority !== undefined && { priority }),
    ...(liteTopic !== undefined && { liteTopic }),
    ...(!waitStoreOk && { waitStoreOk }),
    ...(uniqueId !== undefined && { uniqueId }),
    ...(Object.keys(properties).length > 0 && { properties: { ...properties } }),
  }
}

/**
 * The message that {@link messageToObject} was given. Takes anything, as from `JSON.parse`.
 * @throws {@link InvalidMessage} `ROCKETMQ_MESSAGE_INVALID`, naming each field of a wrong kind
 */
export function messageFromObject(value: unknown): Message {
  const object: Readonly<Record<string, unknown>> =
    typeof value === 'object' && value !== null ? { ...value } : {}
  const issues = FIELDS.flatMap(([name, is, kind]): SettingIssue[] => {
    const field = object[name]
    const isLeftOut = field === undefined && name !== 'topic' && name !== 'body'
    return isLeftOut || is(field) ? [] : [{ path: name, message: `must be ${kind}` }]
  })
  if (issues.length > 0) throw new InvalidMessage(String(object['topic']), issues)
  // Every field has just been checked.
  const checked = object as unknown as MessageObject
  return createMessage({ ...checked, body: Buffer.from(checked.body, 'base64') })
}

type FieldRule = readonly [name: string, is: (value: unknown) => boolean, kind: string]

const isText = (value: unknown): boolean => typeof value === 'string'
const isInteger = (value: unknown): boolean => Number.isSafeInteger(value)
const isBase64 = (value: unknown): boolean =>
  typeof value === 'string' && /^[A-Za-z\d+/]*={0,2}$/.test(value) && value.length % 4 === 0
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText)
const isTextMap = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every(isText)

const FIELDS: readonly FieldRule[] = [
  ['topic', isText, 'a text'],
  ['body', isBase64, 'a text in base64'],
  ['flag', isInteger, 'an integer'],
  ['tags', isText, 'a text'],
  ['keys', isTexts, 'a list of texts'],
  ['shardingKey', isText, 'a text'],
  ['delayLevel', isInteger, 'an integer'],
  ['delayMs', isInteger, 'an integer'],
  ['priority', isInteger, 'an integer'],
  ['liteTopic', isText, 'a text'],
  ['deliverAtMs', isInteger, 'an integer'],
  ['waitStoreOk', (value) => typeof value === 'boolean', 'true or false'],
  ['uniqueId', isText, 'a text'],
  ['properties', isTextMap, 'an object of texts'],
]
