import { randomUUID } from 'node:crypto'

import { type Codec, unreadable } from './codec.js'
import { type Instant, parseInstant, toInstant } from './instant.js'
import { isJobStatus, type JobStatus } from './job.js'

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
  /** Of the last attempt, on a message that was published for a retry. */
  readonly startTime: Instant | undefined
  readonly endTime: Instant | undefined
  /** What its sender thought; never read to decide whether to run. */
  readonly status: JobStatus
  /** Text of the last attempt's error, on a retry. */
  readonly error: string | undefined
  readonly queueName: string
  /** Not before this moment; cleared once the transport serves the delay. */
  readonly deferUntil: Instant | undefined
  /** Not started after this moment. */
  readonly expires: Instant | undefined
}

/** Attempts before this one; Python decides from it after an error. */
export const RETRY_COUNT_HEADER = 'x-retry-count'
/** The client gave the delay to the transport: the worker must not delay again. */
export const CLIENT_DELAYED_HEADER = 'x-client-delayed'

/** A new job id: 32 hex digits. Node keeps random bytes for UUIDs in stock, which makes them cheap. */
export const newJobId = (): string => randomUUID().replaceAll('-', '')

export function encodeJobMessage(message: JobMessage, codec: Codec): Uint8Array {
  return codec.encode({
    job_id: message.jobId,
    function: message.function,
    args: message.args,
    kwargs: message.kwargs,
    job_try: message.jobTry,
    enqueue_time: message.enqueueTime,
    start_time: message.startTime ?? null,
    end_time: message.endTime ?? null,
    status: message.status,
    result: null,
    error: message.error ?? null,
    queue_name: message.queueName,
    defer_until: message.deferUntil ?? null,
    expires: message.expires ?? null,
  })
}

/**
 * The job in a message's body. As liberal as the Python library: only `function` is required, unknown keys are ignored,
 * a missing id gets a new one. `queueName` stands in where the body names none.
 * @throws SerializationError `ARQ_DECODE_FAILED` with `details.reason`
 */
export function decodeJobMessage(
  body: Uint8Array,
  codec: Codec,
  defaults: { readonly queueName: string; readonly nowMs: number },
): JobMessage {
  const wire = decodeObject(body, codec)
  const read = new FieldReader(wire)
  return {
    jobId: read.text('job_id') ?? newJobId(),
    function: read.requiredText('function'),
    args: read.list('args'),
    kwargs: read.object('kwargs'),
    jobTry: read.jobTry(),
    enqueueTime: read.instant('enqueue_time') ?? toInstant(defaults.nowMs),
    startTime: read.instant('start_time'),
    endTime: read.instant('end_time'),
    status: isJobStatus(wire['status']) ? wire['status'] : 'queued',
    error: read.text('error'),
    queueName: read.text('queue_name') ?? defaults.queueName,
    deferUntil: read.instant('defer_until'),
    expires: read.instant('expires'),
  }
}

function decodeObject(body: Uint8Array, codec: Codec): Record<string, unknown> {
  const value = codec.decode(body)
  if (isObject(value)) return value
  throw unreadable('not_a_job', `it is ${kindOf(value)}, not an object`)
}

class FieldReader {
  readonly #wire: Record<string, unknown>

  constructor(wire: Record<string, unknown>) {
    this.#wire = wire
  }

  text(key: string): string | undefined {
    const value = this.#wire[key]
    if (value === undefined || value === null || value === '') return undefined
    if (typeof value === 'string') return value
    throw this.#wrong(key, 'a text')
  }

  requiredText(key: string): string {
    const value = this.text(key)
    if (value !== undefined) return value
    throw unreadable('not_a_job', `${key} is missing`)
  }

  instant(key: string): Instant | undefined {
    const value = this.text(key)
    if (value === undefined || parseInstant(value) !== undefined) return value
    throw this.#wrong(key, 'an ISO 8601 moment')
  }

  list(key: string): readonly unknown[] {
    const value = this.#wire[key]
    if (value === undefined || value === null) return []
    if (Array.isArray(value)) return value
    throw this.#wrong(key, 'a list')
  }

  object(key: string): Readonly<Record<string, unknown>> {
    const value = this.#wire[key]
    if (value === undefined || value === null) return {}
    if (isObject(value)) return value
    throw this.#wrong(key, 'an object')
  }

  jobTry(): number {
    const value = this.#wire['job_try']
    if (value === undefined || value === null) return 1
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value
    throw this.#wrong('job_try', 'a whole number from 1')
  }

  #wrong(key: string, wanted: string): Error {
    return unreadable('not_a_job', `${key} is ${kindOf(this.#wire[key])}, not ${wanted}`)
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}
