import { randomUUID } from 'node:crypto'

import * as v from 'valibot'

import type { Clock } from '../clock.js'
import type { Codec } from '../codec.js'
import type { Duration } from '../duration.js'
import { durationToMs, LONGEST_DELAY_MS } from '../duration-to-ms.js'
import type { EnqueueOptions } from '../enqueuer.js'
import { ConfigurationError, SerializationError } from '../errors.js'
import { parseInstant } from '../instant.js'
import type { InstantText } from '../instant-text.js'
import {
  CLIENT_DELAYED_HEADER,
  encodeJobMessage,
  type JobMessage,
  newJobId,
  RETRY_COUNT_HEADER,
} from '../job-message.js'
import { renderMessage } from '../message.js'
import { messages } from '../messages.js'
import { countSchema, durationSchema, parseSettings } from '../settings.js'
import type { AnyTask } from '../task.js'
import { bindArguments, type RawArguments } from '../task-arguments.js'

/** One job, checked and encoded, not yet sent. */
export interface JobDraft {
  readonly message: JobMessage
  readonly messageId: string
  readonly body: Uint8Array
  readonly headers: Readonly<Record<string, string | number>>
  readonly priority: number | undefined
  /** When it becomes due, if it is deferred. */
  readonly dueAtMs: number | undefined
  readonly expiresAtMs: number
  /** The caller gave the id. */
  readonly isUnique: boolean
}

/** What a draft is made with. */
export interface DraftDefaults {
  readonly codec: Codec
  readonly clock: Clock
  readonly queueName: string
  readonly expiresMs: number
  /** Jobs of one millisecond share these texts. */
  readonly enqueueTimes: InstantText
  readonly expiries: InstantText
}

/** Which task, with what, and how. */
export interface DraftRequest extends RawArguments {
  /** The name alone when nothing else is known of the task. */
  readonly task: string | AnyTask
  readonly options: EnqueueOptions
}

const LARGEST_HEADERS_BYTES = 32 * 1024

const nameSchema = v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty'))

const EnqueueOptionsSchema = v.strictObject({
  jobId: v.optional(nameSchema),
  queueName: v.optional(nameSchema),
  deferBy: v.optional(
    v.pipe(
      durationSchema,
      v.check((delay) => durationToMs(delay, 'deferBy') <= LONGEST_DELAY_MS, 'is too long'),
    ),
  ),
  deferUntil: v.optional(v.union([v.date('must be a valid Date'), v.string()])),
  expires: v.optional(v.union([v.date('must be a valid Date'), durationSchema])),
  jobTry: v.optional(countSchema(1)),
  priority: v.optional(v.pipe(countSchema(0), v.maxValue(255, 'must be at most 255'))),
  headers: v.optional(
    v.pipe(
      v.record(v.string(), v.string('must be a text')),
      v.check(
        (headers) => Buffer.byteLength(JSON.stringify(headers)) <= LARGEST_HEADERS_BYTES,
        'must be at most 32 KiB together',
      ),
    ),
  ),
})

/**
 * Checks a job and encodes it; nothing is sent.
 * @throws ConfigurationError naming the option, InvalidArguments naming the argument, SerializationError naming the path
 */
export function draftJob(request: DraftRequest, defaults: DraftDefaults): JobDraft {
  const { codec, clock } = defaults
  const task = typeof request.task === 'string' ? undefined : request.task
  const name = typeof request.task === 'string' ? request.task : request.task.name
  const options = readOptions(name, request.options)
  const nowMs = clock.now()
  const raw = checkArguments(name, task, request, codec)

  const dueAtMs = dueMoment(options, nowMs)
  const startableAtMs = dueAtMs ?? nowMs
  const expiresAtMs =
    options.expires === undefined
      ? startableAtMs + defaults.expiresMs
      : expiryMoment(options.expires, startableAtMs)
  const jobTry = options.jobTry ?? 1
  const message: JobMessage = {
    jobId: options.jobId ?? newJobId(),
    function: name,
    args: raw.args,
    kwargs: raw.kwargs,
    jobTry,
    enqueueTime: defaults.enqueueTimes.of(nowMs),
    startTime: undefined,
    endTime: undefined,
    status: 'queued',
    error: undefined,
    queueName: options.queueName ?? task?.queueName ?? defaults.queueName,
    // The transport serves the delay; what remains in the body would be served again.
    deferUntil: undefined,
    expires: defaults.expiries.of(expiresAtMs),
  }
  return {
    message,
    messageId: randomUUID(),
    body: encodeJobMessage(message, codec),
    headers: headersOf(options.headers, jobTry, dueAtMs),
    priority: options.priority,
    dueAtMs,
    expiresAtMs,
    isUnique: options.jobId !== undefined,
  }
}

type CheckedOptions = Readonly<v.InferOutput<typeof EnqueueOptionsSchema>>

const NO_OPTIONS: CheckedOptions = Object.freeze({})

function readOptions(task: string, options: EnqueueOptions): CheckedOptions {
  // Most jobs have none, and checking them is not free.
  for (const _ in options) return parseSettings(`options of ${task}`, EnqueueOptionsSchema, options)
  return NO_OPTIONS
}

function headersOf(
  own: Readonly<Record<string, string>> | undefined,
  jobTry: number,
  dueAtMs: number | undefined,
): Readonly<Record<string, string | number>> {
  const headers = { ...own, [RETRY_COUNT_HEADER]: jobTry - 1 }
  return dueAtMs === undefined ? headers : { ...headers, [CLIENT_DELAYED_HEADER]: 'true' }
}

/** The arguments to send: what the codec carries, and what the task's schema takes after the trip. */
function checkArguments(
  name: string,
  task: AnyTask | undefined,
  { args, kwargs }: RawArguments,
  codec: Codec,
): RawArguments {
  const problem = codec.findProblem(args, 'args') ?? codec.findProblem(kwargs, 'kwargs')
  if (problem) {
    throw new SerializationError({
      code: 'ARQ_ENCODE_FAILED',
      text: messages.encodeFailed({ subject: `A job of ${name}`, ...problem }),
      details: { task: name, ...problem },
    })
  }
  if (task && (task.input || task.params)) {
    // Checked as it will arrive: a Date is a text by then. A codec gives back the shape it was given.
    const arrived = codec.decode(codec.encode({ args, kwargs })) as RawArguments
    bindArguments(task, arrived)
  }
  return { args, kwargs }
}

function dueMoment(
  options: { deferBy?: Duration | undefined; deferUntil?: Date | string | undefined },
  nowMs: number,
): number | undefined {
  const { deferBy, deferUntil } = options
  if (deferBy !== undefined && deferUntil !== undefined) {
    const message = renderMessage(messages.bothDelays())
    throw new ConfigurationError('options', [{ path: 'deferBy', message }])
  }
  const dueAtMs =
    deferUntil === undefined
      ? deferBy === undefined
        ? undefined
        : nowMs + durationToMs(deferBy, 'deferBy')
      : momentOf(deferUntil)
  return dueAtMs !== undefined && dueAtMs > nowMs ? dueAtMs : undefined
}

function momentOf(value: Date | string): number {
  const ms = value instanceof Date ? value.getTime() : parseInstant(value)
  if (ms !== undefined && !Number.isNaN(ms)) return ms
  const message = renderMessage(
    messages.invalidInstant({ key: 'deferUntil', value: JSON.stringify(value) }),
  )
  throw new ConfigurationError('options', [{ path: '', message }])
}

function expiryMoment(expires: Duration | Date, dueAtMs: number): number {
  if (expires instanceof Date) return expires.getTime()
  return dueAtMs + durationToMs(expires, 'expires')
}
