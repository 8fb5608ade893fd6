import type { OutgoingMessage } from '../ports/transport.js'
import type { JobTry } from './line-state.js'
import { parsedObject } from './parsed-object.js'

/** Characters of one entry: with room for what JSON adds, within the limit of entries of 1 MiB. */
const LONGEST_PART = 700_000

/** A message that waits in a line, as entries keep it. */
export interface KeptMessage extends JobTry {
  readonly messageId: string
  /** The first has everything but what of a long body found no room. */
  readonly texts: readonly string[]
}

type Kept = Pick<
  OutgoingMessage,
  | 'queueName'
  | 'headers'
  | 'messageId'
  | 'contentType'
  | 'contentEncoding'
  | 'priority'
  | 'replyTo'
  | 'correlationId'
>

/** The message of a job as texts. */
export function keepMessage(
  message: OutgoingMessage,
  { jobId, enqueueTime, jobTry, turn }: JobTry,
): KeptMessage {
  const { queueName, headers, messageId, contentType, contentEncoding, priority } = message
  const { replyTo, correlationId } = message
  const kept: Kept = {
    ...{ queueName, headers, messageId, contentType, contentEncoding, priority },
    ...{ replyTo, correlationId },
  }
  const parts = partsOf(toBase64(message.body))
  const job = { jobId, enqueueTime, jobTry, turn }
  const first = { v: 1, ...job, parts: parts.length, kept, body: parts[0] ?? '' }
  return { ...job, messageId, texts: [JSON.stringify(first), ...parts.slice(1)] }
}

/** What the first text says of the message; `undefined`: it is none of ours. */
export function keptOf(
  first: string,
): (JobTry & { readonly messageId: string; readonly parts: number }) | undefined {
  const found = parsedObject(first)
  if (found?.['v'] !== 1) return undefined
  const { jobId, enqueueTime, jobTry, turn, parts } = found
  return typeof jobId === 'string' &&
    typeof jobTry === 'number' &&
    typeof enqueueTime === 'string' &&
    typeof turn === 'number' &&
    typeof parts === 'number'
    ? { jobId, enqueueTime, jobTry, turn, parts, messageId: messageIdOf(found) }
    : undefined
}

const messageIdOf = ({ kept }: Readonly<Record<string, unknown>>): string =>
  (kept as Partial<Kept> | undefined)?.messageId ?? ''

/** The message of all its texts. */
export function keptMessage([first = '', ...rest]: readonly string[]): OutgoingMessage {
  const found = parsedObject(first)
  // Written by keepMessage, and looked at by keptOf before.
  const { kept, body } = found as unknown as { readonly kept: Kept; readonly body: string }
  return { ...kept, kind: 'job', body: fromBase64([body, ...rest].join('')) }
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
