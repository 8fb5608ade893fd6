import { randomUUID } from 'node:crypto'

import type { Codec, Delivery, OutgoingMessage } from '@arq/core'
import { encodeJobRecord, type JobRecord } from '@arq/core'
import {
  CLIENT_DELAYED_HEADER,
  compressBody,
  encodeJobMessage,
  type JobMessage,
  RETRY_COUNT_HEADER,
  toInstant,
} from '@arq/core/internal'

import type { ParkReason } from './park-reason.js'

// Left by the broker and its delay plugin on the way. On a message published anew they would grow, and before RabbitMQ
// 4.0.1 make it look like a dead letter cycle, which the broker drops.
const BROKER_HEADERS = /^x-(?:death|first-death-|last-death-|delivery-count|acquired-count|delay$)/

function ownHeaders(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !BROKER_HEADERS.test(name)))
}

/** What every message that follows from a delivery keeps of it. */
function inherited(delivery: Delivery) {
  const { contentType, contentEncoding, priority, replyTo, correlationId } = delivery
  const messageId = randomUUID()
  return { messageId, contentType, contentEncoding, priority, replyTo, correlationId }
}

/** What follows from a compressed delivery travels compressed, too: it may fit in no other way. */
export async function packedLike(
  { contentEncoding }: Delivery,
  message: OutgoingMessage,
): Promise<OutgoingMessage> {
  return contentEncoding === 'gzip'
    ? { ...message, ...(await compressBody(message.body)) }
    : { ...message, contentEncoding: undefined }
}

interface NextTry {
  readonly error: string
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly delayMs: number
}

/** The message that asks for the next attempt, its body plain: see {@link packedLike}. */
export function retryMessage(
  delivery: Delivery,
  message: JobMessage,
  codec: Codec,
  next: NextTry,
): OutgoingMessage {
  const body: JobMessage = {
    ...message,
    jobTry: message.jobTry + 1,
    startTime: toInstant(next.startedAtMs),
    endTime: toInstant(next.endedAtMs),
    status: 'retrying',
    error: next.error,
    deferUntil: undefined,
  }
  const headers = ownHeaders(delivery.headers)
  // The delay of a retry is the worker's, not the client's.
  Reflect.deleteProperty(headers, CLIENT_DELAYED_HEADER)
  return {
    ...inherited(delivery),
    queueName: delivery.queueName,
    kind: 'job',
    body: encodeJobMessage(body, codec),
    headers: { ...headers, [RETRY_COUNT_HEADER]: message.jobTry },
    dueAtMs: next.delayMs === 0 ? undefined : next.endedAtMs + next.delayMs,
  }
}

/**
 * The same job, not before `dueAtMs`: for a message that carries a delay nobody has served yet. Its body is plain: see
 * {@link packedLike}.
 */
export function deferredMessage(
  delivery: Delivery,
  message: JobMessage,
  codec: Codec,
  dueAtMs: number,
): OutgoingMessage {
  return {
    ...inherited(delivery),
    queueName: delivery.queueName,
    kind: 'job',
    body: encodeJobMessage({ ...message, deferUntil: undefined }, codec),
    contentEncoding: undefined,
    headers: ownHeaders(delivery.headers),
    dueAtMs,
  }
}

export interface DeadLetterReason extends ParkReason {
  readonly jobId: string
  readonly workerId: string
  readonly failedAtMs: number
}

// A long header broke the Python library's connection: error texts are cut.
const LONGEST_MESSAGE_BYTES = 2048
const LONGEST_STACK_BYTES = 4096

/** The dead letter of a delivery: its body byte for byte, its headers, and why it is there. */
export function deadLetter(
  delivery: Delivery,
  dlqName: string,
  reason: DeadLetterReason,
): OutgoingMessage {
  return {
    ...inherited(delivery),
    queueName: dlqName,
    kind: 'deadLetter',
    body: delivery.body,
    headers: {
      [RETRY_COUNT_HEADER]: 0,
      ...ownHeaders(delivery.headers),
      ...reasonHeaders(delivery, reason),
      'x-error-stack': cutUtf8(reason.error.stack, LONGEST_STACK_BYTES),
    },
  }
}

/** The same in few bytes: without the headers it came with, and without the stack. */
export function shortDeadLetter(
  delivery: Delivery,
  dlqName: string,
  reason: DeadLetterReason,
): OutgoingMessage {
  const retryCount = delivery.headers[RETRY_COUNT_HEADER]
  return {
    ...deadLetter(delivery, dlqName, reason),
    headers: {
      [RETRY_COUNT_HEADER]: typeof retryCount === 'number' ? retryCount : 0,
      ...reasonHeaders(delivery, reason),
    },
  }
}

function reasonHeaders(delivery: Delivery, reason: DeadLetterReason): Record<string, string> {
  return {
    'x-error-type': reason.error.name,
    'x-error-message': cutUtf8(reason.error.message, LONGEST_MESSAGE_BYTES),
    'x-error-category': reason.category,
    'x-error-code': reason.code ?? 'ARQ_JOB_FAILED',
    'x-failed-at': toInstant(reason.failedAtMs),
    // The sender's text, of any length.
    'x-job-id': cutUtf8(reason.jobId, LONGEST_MESSAGE_BYTES),
    'x-worker-id': reason.workerId,
    'x-queue': delivery.queueName,
  }
}

/** At most `longest` bytes of UTF-8, never half a character. */
function cutUtf8(text: string, longest: number): string {
  if (text.length * 3 <= longest) return text
  const bytes = Buffer.from(text)
  if (bytes.byteLength <= longest) return text
  let end = longest
  // Continuation bytes are 10xxxxxx: step back to the beginning of the character that was cut.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return bytes.toString('utf8', 0, end)
}

/** The end of a job, sent to the client that enqueued it; `undefined` when it did not ask. */
export function replyMessage(delivery: Delivery, record: JobRecord): OutgoingMessage | undefined {
  if (delivery.replyTo === undefined) return undefined
  return {
    queueName: delivery.replyTo,
    kind: 'reply',
    body: Buffer.from(encodeJobRecord(record)),
    headers: {},
    messageId: randomUUID(),
    contentType: 'application/json',
    correlationId: record.jobId,
  }
}
