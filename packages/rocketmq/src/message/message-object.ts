import * as v from 'valibot'

import { InvalidMessage } from '../errors/errors.js'
import { mustBe, said } from '../rules/must-be.js'
import { settingProblems } from '../settings/setting-problems.js'
import { texts } from '../texts/texts.js'
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

const textSchema = v.string(mustBe.text)
const integerSchema = v.pipe(v.number(mustBe.number), v.safeInteger(mustBe.wholeNumber))
const NOT_BASE64 = said(texts.mustBeBase64())

/** Not `v.record`: it drops the names `prototype` and `constructor`, which a property may have. */
const textMapSchema = v.custom<Readonly<Record<string, string>>>(
  isTextMap,
  said(texts.mustBeTextsByName()),
)

/** What is not named here is left out. */
const messageObjectSchema = v.object({
  topic: textSchema,
  body: v.pipe(v.string(NOT_BASE64), v.check(isBase64, NOT_BASE64)),
  flag: v.optional(integerSchema),
  tags: v.optional(textSchema),
  keys: v.optional(v.array(textSchema, said(texts.mustBeTexts()))),
  shardingKey: v.optional(textSchema),
  delayLevel: v.optional(integerSchema),
  delayMs: v.optional(integerSchema),
  deliverAtMs: v.optional(integerSchema),
  priority: v.optional(integerSchema),
  liteTopic: v.optional(textSchema),
  waitStoreOk: v.optional(v.boolean(mustBe.flag)),
  uniqueId: v.optional(textSchema),
  properties: v.optional(textMapSchema),
})

/**
 * The message that {@link messageToObject} was given. Takes anything, as from `JSON.parse`.
 * @throws {@link InvalidMessage} `ROCKETMQ_MESSAGE_INVALID`, naming each field of a wrong kind
 */
export function messageFromObject(value: unknown): Message {
  const input = typeof value === 'object' && value !== null ? value : {}
  const result = v.safeParse(messageObjectSchema, input)
  if (result.success) {
    return createMessage({ ...result.output, body: Buffer.from(result.output.body, 'base64') })
  }
  const topic = 'topic' in input ? input.topic : undefined
  throw new InvalidMessage(String(topic), settingProblems(messageObjectSchema, input))
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z\d+/]*={0,2}$/.test(text)
}

function isTextMap(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every((text) => typeof text === 'string')
}
