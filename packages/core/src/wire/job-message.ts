import { randomUuid } from '#platform'

import { isJobStatus, type JobStatus } from '../job/job.js'
import type { TryRecord } from '../job/job-tries.js'
import { type JobUsage, usageOfWire } from '../job/job-usage.js'
import { kindText, kindTexts } from '../texts/kind-texts.js'
import type { Text } from '../texts/text.js'
import { wireTexts } from '../texts/wire-texts.js'
import { type Instant, isInstant, toInstant } from '../time/instant.js'
import { type Codec, decodeUtf8, jsonCodec, parseJson, unreadable } from './codec.js'
import { readJobText } from './job-text.js'
import { triesOfWire } from './job-tries-codec.js'
import { SentArguments } from './sent-arguments.js'

/** One job as it travels: the body of a message, in the wire format of Python's rabbitmq-arq 0.2.2. */
export interface JobMessage {
  readonly jobId: string
  /** Name of the task. */
  readonly function: string
  readonly args: readonly unknown[]
  readonly kwargs: Readonly<Record<string, unknown>>
  /** The attempt that this message asks for, from 1. */
  readonly jobTry: number
  readonly enqueueTime: Instant
  /** When the last attempt began, on the message of a retry. */
  readonly startTime: Instant | undefined
  /** When the last attempt ended, on the message of a retry. */
  readonly endTime: Instant | undefined
  /** The state that the sender saw. Nobody decides by it whether to run the job. */
  readonly status: JobStatus
  /** Text of the last attempt's error, on a retry. */
  readonly error: string | undefined
  readonly queueName: string
  /** The job is not run before this moment. Absent once the transport serves the delay. */
  readonly deferUntil: Instant | undefined
  /** The job is not started after this moment. */
  readonly expires: Instant | undefined
  /** The tries before this one, on a retry: see `JobRecord`. */
  readonly tries?: readonly TryRecord[] | undefined
  /** What the job has used before: see `JobRecord`. */
  readonly usage?: JobUsage | undefined
  /** Of a dead letter that came back: when its job was first enqueued. */
  readonly firstEnqueueTime?: Instant | undefined
}

/** Number of attempts before this one. The Python library decides by it whether to retry. */
export const RETRY_COUNT_HEADER = 'x-retry-count'
/** Set by a client whose transport serves the delay: the worker must not delay the job once more. */
export const CLIENT_DELAYED_HEADER = 'x-client-delayed'
/** When a job that was put off is due, milliseconds since 1970: says how late it started. Nobody waits by it. */
export const DUE_HEADER = 'x-arq-due'
/** On a job of which there is one for a key: the key. What it is to run with is in the result store, see `UniqueKeys`. */
export const UNIQUE_HEADER = 'x-arq-unique'
/** Since when the job has waited for a worker that has its task. */
export const UNKNOWN_SINCE_HEADER = 'x-arq-unknown-since'

/** Since when the job has waited for a worker that has the key of its arguments. */
export const KEY_SINCE_HEADER = 'x-arq-key-since'
/** When a job was first met whose payload could not be fetched: it travels with the message. */
export const PAYLOAD_SINCE_HEADER = 'x-arq-payload-since'

/** How many workers have died while they ran the job, as far as is known. */
export const CRASHES_HEADER = 'x-arq-crashes'

/** On a job that runs alone: the worker that took it, and how often such a worker was cut off or not heard of again. */
export const HOLDER_HEADER = 'x-arq-holder'

/**
 * On the one message of a job whose id nobody chose: the first worker that gets it may start the job without asking the
 * result store. No message that follows from another one has it.
 */
export const UNCONTESTED_HEADER = 'x-arq-uncontested'

/**
 * The value of {@link UNCONTESTED_HEADER} on the message of a job whose first record is sent to the store beside it, so
 * that a worker may be faster than the record: see `ResultStore.announce`.
 */
export const ANNOUNCED_VALUE = 'announced'

/**
 * How old a worker's view of the stopped jobs may be for a start without asking. Whoever stops a waiting job knows after
 * this time that no worker starts it any more.
 */
export const STOPPED_VIEW_MS = 1000

/** A new job id: 32 hex digits. */
export const newJobId = (): string => randomUuid().replaceAll('-', '')

interface MessageDefaults {
  readonly queueName: string
  readonly nowMs: number
}

/**
 * The job in a message's body. As liberal as the Python library: only `function` is required, unknown keys are ignored,
 * a missing id gets a new one. `queueName` stands in where the body names none.
 * @throws SerializationError `ARQ_DECODE_FAILED` with `details.reason`
 */
export const decodeJobMessage = (
  body: Uint8Array,
  codec: Codec,
  defaults: MessageDefaults,
): JobMessage => readJob(body, codec, defaults).message

/** The same, and its arguments as they came. */
export function readJob(
  body: Uint8Array,
  codec: Codec,
  defaults: MessageDefaults,
): { readonly message: JobMessage; readonly sent: SentArguments } {
  if (codec !== jsonCodec) {
    const sent = new SentArguments(body, codec, undefined)
    return { message: messageOf(codec.decode(body), defaults), sent }
  }
  const text = decodeUtf8(body)
  // Only of ASCII is each byte a character.
  const parts = text.length === body.length ? readJobText(text) : undefined
  const message = messageOf(parts?.wire ?? parseJson(text), defaults)
  return { message, sent: new SentArguments(body, codec, parts?.start) }
}

function messageOf(value: unknown, defaults: MessageDefaults): JobMessage {
  if (isObject(value)) return new DecodedMessage(value, defaults)
  throw unreadable('not_a_job', wireTexts.kindNotObject({ kind: kindText(value) }))
}

// A class, for it may wait long with its job: see ADR 13.
class DecodedMessage implements JobMessage {
  readonly jobId: string
  readonly function: string
  readonly args: readonly unknown[]
  readonly kwargs: Readonly<Record<string, unknown>>
  readonly jobTry: number
  readonly enqueueTime: Instant
  readonly startTime: Instant | undefined
  readonly endTime: Instant | undefined
  readonly status: JobStatus
  readonly error: string | undefined
  readonly queueName: string
  readonly deferUntil: Instant | undefined
  readonly expires: Instant | undefined
  readonly tries: readonly TryRecord[] | undefined
  readonly usage: JobUsage | undefined
  readonly firstEnqueueTime: Instant | undefined

  constructor(wire: Readonly<Record<string, unknown>>, { queueName, nowMs }: MessageDefaults) {
    // Each key stands where it is read: V8 looks up a key in a variable at several times the cost.
    this.jobId = readText('job_id', wire['job_id']) ?? newJobId()
    this.function = readText('function', wire['function']) ?? missing('function')
    this.args = readList('args', wire['args'])
    this.kwargs = readObject('kwargs', wire['kwargs'])
    this.jobTry = readJobTry('job_try', wire['job_try'])
    this.enqueueTime = readInstant('enqueue_time', wire['enqueue_time']) ?? toInstant(nowMs)
    this.startTime = readInstant('start_time', wire['start_time'])
    this.endTime = readInstant('end_time', wire['end_time'])
    this.status = isJobStatus(wire['status']) ? wire['status'] : 'queued'
    this.error = readText('error', wire['error'])
    this.queueName = readText('queue_name', wire['queue_name']) ?? queueName
    this.deferUntil = readInstant('defer_until', wire['defer_until'])
    this.expires = readInstant('expires', wire['expires'])
    this.tries = triesOfWire(wire['tries'])
    this.usage = usageOfWire(wire['usage'])
    this.firstEnqueueTime = readInstant('first_enqueue_time', wire['first_enqueue_time'])
  }
}

function readText(key: string, value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'string') return value
  throw wrong(key, value, kindTexts.text())
}

function readInstant(key: string, value: unknown): Instant | undefined {
  const text = readText(key, value)
  if (text === undefined || isInstant(text)) return text
  throw wrong(key, value, kindTexts.moment())
}

function readList(key: string, value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value
  throw wrong(key, value, kindTexts.list())
}

function readObject(key: string, value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {}
  if (isObject(value)) return value
  throw wrong(key, value, kindTexts.object())
}

function readJobTry(key: string, value: unknown): number {
  if (value === undefined || value === null) return 1
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value
  throw wrong(key, value, kindTexts.wholeNumber())
}

function missing(key: string): never {
  throw unreadable('not_a_job', wireTexts.keyMissing({ key }))
}

const wrong = (key: string, value: unknown, wanted: Text): Error =>
  unreadable('not_a_job', wireTexts.keyKind({ key, kind: kindText(value), wanted }))

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
