import { randomUuid } from '#platform'

import type { Delivery, OutgoingMessage } from '../ports/transport.js'
import { type Instant, parseInstant, toInstant } from '../time/instant.js'
import { compressBody, decodeBody } from '../wire/body-encoding.js'
import type { Codec } from '../wire/codec.js'
import {
  CLIENT_DELAYED_HEADER,
  CRASHES_HEADER,
  decodeJobMessage,
  DUE_HEADER,
  HOLDER_HEADER,
  type JobMessage,
  KEY_SINCE_HEADER,
  PAYLOAD_SINCE_HEADER,
  RETRY_COUNT_HEADER,
  UNCONTESTED_HEADER,
  UNKNOWN_SINCE_HEADER,
} from '../wire/job-message.js'
import { encodeJobMessage } from '../wire/written-job.js'

/** When the job of a dead letter failed. Every dead letter has it, and no other message. */
const FAILED_AT_HEADER = 'x-failed-at'
/** How often dead letters of the job came back to their queue. */
const REDRIVES_HEADER = 'x-arq-redrives'
/** How long a job that expires was given to live when it was first enqueued, milliseconds. */
const LIFETIME_HEADER = 'x-arq-lifetime'

const OF_DEAD_LETTERS =
  /^x-(?:failed-at|job-id|worker-id|queue|error-(?:type|message|category|code|stack))$/

const OF_THE_WAY: ReadonlySet<string> = new Set([
  CLIENT_DELAYED_HEADER,
  CRASHES_HEADER,
  DUE_HEADER,
  HOLDER_HEADER,
  KEY_SINCE_HEADER,
  PAYLOAD_SINCE_HEADER,
  UNCONTESTED_HEADER,
  UNKNOWN_SINCE_HEADER,
])

/**
 * A job that lived for moments only would have expired again before a worker could take it. Whoever brings its letter
 * back wants it run.
 */
const SHORTEST_LIFETIME_MS = 60_000

/** What {@link redrivenMessage} reads of a dead letter. */
export type DeadLetter = Pick<
  Delivery,
  | 'queueName'
  | 'body'
  | 'headers'
  | 'contentType'
  | 'contentEncoding'
  | 'priority'
  | 'replyTo'
  | 'correlationId'
>

type Headers = Readonly<Record<string, unknown>>

/** Whether a message is a dead letter, of this library's workers or of the Python library's. */
export const isDeadLetter = (headers: Headers): boolean => headers[FAILED_AT_HEADER] !== undefined

/**
 * The message that runs the job of a dead letter again: a fresh enqueue of the same job id, with try 1 and as long to
 * live as at first. Publish it, await the confirm, then acknowledge the dead letter.
 *
 * Its enqueue time follows from the letter, not from `nowMs`: of two copies of one letter only one runs where a result
 * store is kept. `error`, `start_time` and `end_time` of the body tell of the attempt that failed, `x-arq-redrives` how
 * often the job came back; the sender's own headers stay.
 *
 * @param codec the one of the letter's content type
 * @param nowMs milliseconds since 1970: its expiry counts from here
 * @throws SerializationError `ARQ_DECODE_FAILED` when the letter is not a job
 */
export async function redrivenMessage(
  letter: DeadLetter,
  codec: Codec,
  nowMs: number,
): Promise<OutgoingMessage> {
  const { headers, contentType, contentEncoding, priority, replyTo, correlationId } = letter
  const isCompressed = contentEncoding === 'gzip'
  const body = isCompressed ? await decodeBody(letter) : letter.body
  const message = decodeJobMessage(body, codec, { queueName: letter.queueName, nowMs })
  const redriven = redrivenJob(message, headers, nowMs)
  const plain = { body: encodeJobMessage(redriven, codec), contentEncoding: undefined }
  const queueName = headers['x-queue']
  return {
    queueName: typeof queueName === 'string' ? queueName : message.queueName,
    kind: 'job',
    headers: { ...redrivenHeaders(headers), ...lifetimeHeader(message, headers) },
    messageId: randomUuid(),
    contentType,
    priority,
    replyTo,
    correlationId,
    ...(isCompressed ? await compressBody(plain.body) : plain),
  }
}

/** The job of a dead letter as a fresh enqueue: see {@link redrivenMessage}. */
export function redrivenJob(message: JobMessage, headers: Headers, nowMs: number): JobMessage {
  return {
    ...message,
    jobTry: 1,
    status: 'queued',
    enqueueTime: redriveTime(message.enqueueTime, headers),
    // What the job has stored is found by it.
    firstEnqueueTime: message.firstEnqueueTime ?? message.enqueueTime,
    error: errorText(headers) ?? message.error,
    expires: renewed(message, headers, nowMs),
    tries: undefined,
  }
}

/** A dead letter's headers without what makes it one. */
export function redrivenHeaders(headers: Headers): Record<string, unknown> {
  const own = Object.entries(headers).filter(
    ([name]) => !OF_DEAD_LETTERS.test(name) && !OF_THE_WAY.has(name),
  )
  return {
    ...Object.fromEntries(own),
    [RETRY_COUNT_HEADER]: 0,
    [REDRIVES_HEADER]: redrivesOf(headers) + 1,
  }
}

/**
 * When a job failed: always after its enqueue, though the clocks of two machines differ. The enqueue that a dead letter
 * stands for follows from this time, so that each letter of a job stands for another one.
 */
export function failureTime(enqueueTime: Instant | undefined, nowMs: number): Instant {
  const enqueuedMs = enqueueTime === undefined ? undefined : parseInstant(enqueueTime)
  return toInstant(enqueuedMs === undefined ? nowMs : Math.max(nowMs, enqueuedMs + 1))
}

/** Later than the failed enqueue, and the same for each copy of a letter. */
function redriveTime(enqueueTime: Instant, headers: Headers): Instant {
  const enqueuedMs = parseInstant(enqueueTime) ?? 0
  const failedAt = instantOf(headers[FAILED_AT_HEADER])
  // The Python library takes its worker's time as it is, and that clock may be behind the client's.
  return failedAt && failedAt.ms > enqueuedMs ? failedAt.text : toInstant(enqueuedMs + 1)
}

function instantOf(value: unknown): { readonly text: Instant; readonly ms: number } | undefined {
  if (typeof value !== 'string') return undefined
  const ms = parseInstant(value)
  return ms === undefined ? undefined : { text: value, ms }
}

/**
 * Tells how long a job was given to live at first: each life after that counts from its redrive, and its enqueue time from
 * the failure before.
 */
export function lifetimeHeader(
  message: Pick<JobMessage, 'expires' | 'enqueueTime'>,
  headers: Headers,
): Readonly<Record<string, number>> | undefined {
  const lifetimeMs = firstLifetime(message, headers)
  return lifetimeMs === undefined ? undefined : { [LIFETIME_HEADER]: lifetimeMs }
}

function firstLifetime(
  { expires, enqueueTime }: Pick<JobMessage, 'expires' | 'enqueueTime'>,
  headers: Headers,
): number | undefined {
  const told = headers[LIFETIME_HEADER]
  if (typeof told === 'number' && Number.isFinite(told)) return told
  const expiresMs = expires === undefined ? undefined : parseInstant(expires)
  const enqueuedMs = parseInstant(enqueueTime)
  return expiresMs === undefined || enqueuedMs === undefined ? undefined : expiresMs - enqueuedMs
}

function renewed(message: JobMessage, headers: Headers, nowMs: number): Instant | undefined {
  const lifetimeMs = message.expires === undefined ? undefined : firstLifetime(message, headers)
  if (lifetimeMs === undefined) return undefined
  return toInstant(nowMs + Math.max(lifetimeMs, SHORTEST_LIFETIME_MS))
}

function errorText(headers: Headers): string | undefined {
  const [type, message] = [headers['x-error-type'], headers['x-error-message']]
  return typeof type === 'string' && typeof message === 'string' ? `${type}: ${message}` : undefined
}

function redrivesOf(headers: Headers): number {
  const count = headers[REDRIVES_HEADER]
  return typeof count === 'number' && Number.isSafeInteger(count) && count > 0 ? count : 0
}
