import * as v from 'valibot'

import type { OutgoingMessage } from '../ports/transport.js'
import type { JobTry } from './line-state.js'
import { parsedObject } from './parsed-object.js'

/** Characters of one entry: with room for what JSON adds, within the limit of entries of 1 MiB. */
const LONGEST_PART = 700_000

/** A message that waits in a line, as entries keep it. */
export interface KeptMessage extends JobTry {
  readonly messageId: string
  readonly queueName: string
  /** The first has everything but what of a long body found no room. */
  readonly texts: readonly string[]
}

const optionalText = v.optional(v.string())

/** The first text of a message: what {@link keepMessage} writes. */
const firstSchema = v.object({
  v: v.literal(1),
  isSent: v.optional(v.boolean()),
  jobId: v.string(),
  enqueueTime: v.string(),
  jobTry: v.number(),
  turn: v.number(),
  parts: v.pipe(v.number(), v.integer(), v.minValue(1)),
  kept: v.object({
    queueName: v.string(),
    headers: v.record(v.string(), v.unknown()),
    messageId: v.string(),
    contentType: optionalText,
    contentEncoding: optionalText,
    priority: v.optional(v.number()),
    replyTo: optionalText,
    correlationId: optionalText,
  }),
  body: v.string(),
})

type First = v.InferOutput<typeof firstSchema>

/** What the first text of a message says of it. */
export interface KeptHead extends JobTry {
  readonly messageId: string
  readonly queueName: string
  /** How many texts it has. */
  readonly parts: number
  /** It was published with a delay, and is kept until a worker has it. */
  readonly isSent?: boolean | undefined
}

/** The first text of a message that was published with a delay. */
export function sentText(text: string): string | undefined {
  const first = firstOf(text)
  return first && JSON.stringify({ ...first, isSent: true })
}

/** The message of a job as texts. */
export function keepMessage(
  message: OutgoingMessage,
  { jobId, enqueueTime, jobTry, turn }: JobTry,
): KeptMessage {
  const { queueName, headers, messageId, contentType, contentEncoding, priority } = message
  const { replyTo, correlationId } = message
  const kept = {
    ...{ queueName, headers, messageId, contentType, contentEncoding, priority },
    ...{ replyTo, correlationId },
  }
  const parts = partsOf(toBase64(message.body))
  const job = { jobId, enqueueTime, jobTry, turn }
  const first = { v: 1, ...job, parts: parts.length, kept, body: parts[0] ?? '' } satisfies First
  return { ...job, messageId, queueName, texts: [JSON.stringify(first), ...parts.slice(1)] }
}

/** What the first text says of the message; `undefined`: it is none of ours. */
export function keptOf(text: string): KeptHead | undefined {
  const first = firstOf(text)
  if (!first) return undefined
  const { jobId, enqueueTime, jobTry, turn, parts, kept, isSent } = first
  const { messageId, queueName } = kept
  return { jobId, enqueueTime, jobTry, turn, parts, messageId, queueName, isSent }
}

/** The message of all its texts; `undefined`: they are none of ours. */
export function keptMessage([text = '', ...rest]: readonly string[]): OutgoingMessage | undefined {
  const first = firstOf(text)
  if (!first) return undefined
  return { ...first.kept, kind: 'job', body: fromBase64([first.body, ...rest].join('')) }
}

function firstOf(text: string): First | undefined {
  const parsed = v.safeParse(firstSchema, parsedObject(text))
  return parsed.success ? parsed.output : undefined
}

function partsOf(text: string): readonly string[] {
  const parts: string[] = []
  for (let at = 0; at < text.length; at += LONGEST_PART)
    parts.push(text.slice(at, at + LONGEST_PART))
  return parts
}

/** Arguments of one call: more do not fit on the stack. */
const BYTES_AT_ONCE = 32_768

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += BYTES_AT_ONCE) {
    binary += String.fromCharCode(...bytes.subarray(at, at + BYTES_AT_ONCE))
  }
  return btoa(binary)
}

const fromBase64 = (text: string): Uint8Array =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
