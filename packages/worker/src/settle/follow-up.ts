import type { Delivery, JobRecord, OutgoingMessage, TryRecord } from '@arq/core'
import {
  addUsage,
  CLIENT_DELAYED_HEADER,
  compressBody,
  CRASHES_HEADER,
  cutToUtf8,
  DUE_HEADER,
  encodeJobMessage,
  encodeJobRecordWith,
  failureTime,
  FLOW_CHILD_HEADER,
  FLOW_FAILED_HEADER,
  FLOW_RELEASE_HEADER,
  HOLDER_HEADER,
  isDeadLetter,
  type JobMessage,
  KEY_SINCE_HEADER,
  lifetimeHeader,
  randomUuid,
  redrivenHeaders,
  RETRY_COUNT_HEADER,
  type SentArguments,
  ticketOf,
  ticketText,
  toInstant,
  TURN_HEADER,
  UNCONTESTED_HEADER,
  UNIQUE_HEADER,
  UNKNOWN_SINCE_HEADER,
  utf8Bytes,
} from '@arq/core/internal'

import type { Attempt } from '../run/attempt.js'
import type { ErrorReport } from '../run/error-report.js'
import type { ParkReason } from './park-reason.js'

/** What every message that follows from a delivery keeps of it. */
function inherited(delivery: Delivery) {
  const { contentType, contentEncoding, priority, replyTo, correlationId } = delivery
  const messageId = randomUuid()
  return { messageId, contentType, contentEncoding, priority, replyTo, correlationId }
}

/**
 * The headers that go on: those of a dead letter that came back without what made it one, and never the one that says
 * that there is no other message of the job.
 */
function carriedHeaders({ headers }: Delivery): Readonly<Record<string, unknown>> {
  const carried = isDeadLetter(headers) ? redrivenHeaders(headers) : { ...headers }
  Reflect.deleteProperty(carried, UNCONTESTED_HEADER)
  return carried
}

/** Those of a message that follows from a run, or from the decision that there is none: crashes before it are over. */
function headersAfterRun(delivery: Delivery): Readonly<Record<string, unknown>> {
  const headers = { ...carriedHeaders(delivery) }
  Reflect.deleteProperty(headers, CRASHES_HEADER)
  Reflect.deleteProperty(headers, HOLDER_HEADER)
  return headers
}

/** What a moved message says of the workers that died of it, as far as is known. */
export interface CrashMarks {
  readonly crashes: number
  /** The worker that runs it alone, as text; absent: none does. */
  readonly holder?: string | undefined
}

/**
 * The message of a delivery as it is, for another queue or once more for its own, with a new count of crashes. It keeps
 * its id: a worker that has ended the job knows it by that.
 */
export function movedMessage(
  delivery: Delivery,
  to: Pick<OutgoingMessage, 'queueName' | 'kind'>,
  marks: CrashMarks,
): OutgoingMessage {
  const { crashes, holder } = marks
  const headers: Record<string, unknown> = { ...delivery.headers, [CRASHES_HEADER]: crashes }
  Reflect.deleteProperty(headers, UNCONTESTED_HEADER)
  if (holder === undefined) Reflect.deleteProperty(headers, HOLDER_HEADER)
  else headers[HOLDER_HEADER] = holder
  const { body, messageId = randomUuid() } = delivery
  return { ...inherited(delivery), ...to, messageId, body, headers }
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

type FollowedAttempt = Pick<Attempt, 'delivery' | 'message' | 'codec' | 'sent'> &
  Partial<Pick<Attempt, 'used'>>

interface NextTry {
  readonly error: string
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly delayMs: number
  readonly tries: readonly TryRecord[]
}

/**
 * The message that asks for the next attempt, its body plain: see {@link packedLike}.
 * @param hasEntries whether something is stored of the job
 */
export function retryMessage(
  { delivery, message, codec, sent, used }: FollowedAttempt,
  next: NextTry,
  hasEntries = false,
): OutgoingMessage {
  const body: JobMessage = {
    ...message,
    jobTry: message.jobTry + 1,
    startTime: toInstant(next.startedAtMs),
    endTime: toInstant(next.endedAtMs),
    status: 'retrying',
    error: next.error,
    deferUntil: undefined,
    tries: next.tries,
    usage: addUsage(message.usage, used),
  }
  // The delay of a retry is the worker's, not the client's.
  const headers: Record<string, unknown> = { ...headersAfterRun(delivery) }
  Reflect.deleteProperty(headers, CLIENT_DELAYED_HEADER)
  Reflect.deleteProperty(headers, DUE_HEADER)
  const dueAtMs = next.delayMs === 0 ? undefined : next.endedAtMs + next.delayMs
  if (dueAtMs !== undefined) Reflect.set(headers, DUE_HEADER, dueAtMs)
  // A job that has never been suspended: says that something is stored of it.
  if (hasEntries) headers[TURN_HEADER] ??= ticketText(ticketOf(headers))
  // The task was found: should an old worker get the retry, the wait begins anew.
  Reflect.deleteProperty(headers, UNKNOWN_SINCE_HEADER)
  Reflect.deleteProperty(headers, KEY_SINCE_HEADER)
  return {
    ...inherited(delivery),
    queueName: delivery.queueName,
    kind: 'job',
    body: encodeJobMessage(body, codec, sent),
    headers: { ...headers, [RETRY_COUNT_HEADER]: message.jobTry },
    dueAtMs,
  }
}

/**
 * The same job, not before `dueAtMs`: for a message that carries a delay nobody has served yet. Its body is plain: see
 * {@link packedLike}.
 */
export function deferredMessage(
  { delivery, message, codec, sent }: FollowedAttempt,
  dueAtMs: number,
  headers?: Readonly<Record<string, unknown>>,
): OutgoingMessage {
  return {
    ...inherited(delivery),
    queueName: delivery.queueName,
    kind: 'job',
    body: encodeJobMessage({ ...message, deferUntil: undefined }, codec, sent),
    contentEncoding: undefined,
    headers: { ...carriedHeaders(delivery), ...(headers ?? { [DUE_HEADER]: dueAtMs }) },
    dueAtMs,
  }
}

/**
 * The message that goes on with a suspended job, as it was sent but for its expiry. The copies of it that are sent get
 * tickets, see `forTurn`. Its body is plain: see {@link packedLike}.
 */
export function suspendedMessage(
  { delivery, message, codec, sent, used }: FollowedAttempt,
  dueAtMs: number,
  expires: JobMessage['expires'],
): OutgoingMessage {
  const usage = addUsage(message.usage, used)
  const headers: Record<string, unknown> = { ...headersAfterRun(delivery), [DUE_HEADER]: dueAtMs }
  Reflect.deleteProperty(headers, CLIENT_DELAYED_HEADER)
  Reflect.deleteProperty(headers, UNKNOWN_SINCE_HEADER)
  return {
    ...inherited(delivery),
    queueName: delivery.queueName,
    kind: 'job',
    body: encodeJobMessage({ ...message, expires, usage, deferUntil: undefined }, codec, sent),
    headers,
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
  const headers = { ...headersAfterRun(delivery) }
  // Its key has another job by the time at which somebody sends it back: then it runs by itself.
  Reflect.deleteProperty(headers, UNIQUE_HEADER)
  return {
    ...inherited(delivery),
    queueName: dlqName,
    kind: 'deadLetter',
    body: delivery.body,
    headers: {
      [RETRY_COUNT_HEADER]: 0,
      ...headers,
      ...reasonHeaders(delivery, reason),
      'x-error-stack': cutToUtf8(shortOf(reason).stack, LONGEST_STACK_BYTES),
    },
  }
}

/** The same in few bytes: without the headers it came with, and without the stack. */
export function shortDeadLetter(
  delivery: Delivery,
  dlqName: string,
  reason: DeadLetterReason,
): OutgoingMessage {
  const { [RETRY_COUNT_HEADER]: retryCount, [TURN_HEADER]: turn } = delivery.headers
  return {
    ...deadLetter(delivery, dlqName, reason),
    headers: {
      [RETRY_COUNT_HEADER]: typeof retryCount === 'number' ? retryCount : 0,
      ...(turn === undefined ? {} : { [TURN_HEADER]: turn }),
      ...flowHeaders(delivery),
      ...reasonHeaders(delivery, reason),
    },
  }
}

/** An encrypted text opens only as a whole. */
const shortOf = ({ error }: DeadLetterReason): Pick<ErrorReport, 'message' | 'stack'> =>
  error.short ?? error

/** What makes it a job of its flow: brought back, it tells its parent how it ended. */
function flowHeaders({ headers }: Delivery): Record<string, unknown> {
  const names = [FLOW_CHILD_HEADER, FLOW_RELEASE_HEADER, FLOW_FAILED_HEADER]
  return Object.fromEntries(
    names.filter((name) => headers[name] !== undefined).map((name) => [name, headers[name]]),
  )
}

function reasonHeaders(
  { headers, queueName }: Delivery,
  reason: DeadLetterReason,
): Record<string, string | number> {
  const { enqueueTime = '', expires } = reason
  return {
    // The body of a letter that came home says it still.
    ...(isDeadLetter(headers) ? undefined : lifetimeHeader({ enqueueTime, expires }, headers)),
    'x-error-type': reason.error.name,
    'x-error-message': cutToUtf8(shortOf(reason).message, LONGEST_MESSAGE_BYTES),
    'x-error-category': reason.category,
    'x-error-code': reason.code ?? 'ARQ_JOB_FAILED',
    'x-failed-at': failureTime(reason.enqueueTime, reason.failedAtMs),
    // The sender's text, of any length.
    'x-job-id': cutToUtf8(reason.jobId, LONGEST_MESSAGE_BYTES),
    'x-worker-id': reason.workerId,
    'x-queue': queueName,
  }
}

/** The end of a job for the client that asked for it. @param sent its arguments, where they need not be written anew */
export function replyMessage(
  replyTo: string,
  record: JobRecord,
  sent?: SentArguments,
): OutgoingMessage {
  return {
    queueName: replyTo,
    kind: 'reply',
    body: utf8Bytes(encodeJobRecordWith(record, sent)),
    headers: {},
    messageId: randomUuid(),
    contentType: 'application/json',
    correlationId: record.jobId,
  }
}
