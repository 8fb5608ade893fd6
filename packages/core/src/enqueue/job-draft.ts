import type { KeyName } from '../keys/key-group.js'
import { keyOfJob } from '../keys/key-of-job.js'
import type { PayloadContent } from '../payloads/payload-access.js'
import type { EnqueueOptions } from '../task/enqueue-options.js'
import { type RateRule, rateRuleOf } from '../task/key-rate.js'
import type { AnyTask } from '../task/task.js'
import type { RawArguments } from '../task/task-arguments.js'
import type { Clock } from '../time/clock.js'
import type { Instant } from '../time/instant.js'
import type { InstantText } from '../time/instant-text.js'
import type { Offered } from '../unique/key-decisions.js'
import type { UniqueCall } from '../unique/unique-options.js'
import type { Codec } from '../wire/codec.js'
import {
  ANNOUNCED_VALUE,
  CLIENT_DELAYED_HEADER,
  DUE_HEADER,
  type JobMessage,
  RETRY_COUNT_HEADER,
  UNCONTESTED_HEADER,
  UNIQUE_HEADER,
} from '../wire/job-message.js'
import { encodeJobMessage, type WrittenJob } from '../wire/written-job.js'
import { checkArguments, preparedJob, type Preparing } from './checked-arguments.js'
import { readOptions } from './enqueue-options.js'
import { enqueueChannel, type EnqueueTrace, traceRefused, traceStart } from './enqueue-trace.js'
import type { JobIds } from './job-ids.js'
import { jobTimes } from './job-times.js'
import { callOnEnqueue, type EnqueuingJob, headersAfter, type OnEnqueue } from './on-enqueue.js'
import { timesOfUnique, uniqueOfCall } from './unique-of-call.js'

/** One job, checked and encoded, not yet sent. */
export interface JobDraft extends WrittenJob {
  readonly message: JobMessage
  readonly messageId: string
  readonly headers: Readonly<Record<string, string | number>>
  readonly priority: number | undefined
  /** When it becomes due, if it is deferred. */
  readonly dueAtMs: number | undefined
  readonly expiresAtMs: number
  /** The caller gave the id. */
  readonly isUnique: boolean
  /**
   * Nobody else can know of the job, and this is its only message: not so for an id of the caller's, which repeated calls
   * share, and for a delayed message, which a mover may publish twice.
   */
  readonly isUncontested: boolean
  /** Where it waits, of a task whose jobs run in the order of these calls; absent: its queue alone decides. */
  readonly line: DraftLine | undefined
  /** What the subscribers of `arq:enqueue` know the call by; absent: there are none. */
  readonly trace: EnqueueTrace | undefined
  /** It is the one job of a key. */
  readonly unique: UniqueCall | undefined
  /** Of a call with a key: what became of it. */
  readonly placed?: Offered['kind'] | undefined
  /** Of a call with a key: what it says, before it was encrypted for one job. */
  readonly plain?: JobMessage | undefined
  /** Its arguments, where they lie apart: to be put before anything says where. */
  readonly payload?: PayloadContent | undefined
}

/** The line of a key. */
interface DraftLine {
  readonly name: KeyName
  readonly limit: number
  readonly rate: RateRule | undefined
}

/** What a draft is made with. */
export interface DraftDefaults extends Preparing {
  readonly clock: Clock
  readonly ids: JobIds
  readonly queueName: string
  readonly expiresMs: number
  readonly onEnqueue: OnEnqueue | undefined
  /** Jobs of one millisecond share these texts. */
  readonly enqueueTimes: InstantText
  readonly expiries: InstantText
  /** The records of jobs that nobody else can know of are written beside their sending. */
  readonly announces: boolean
}

/** Which task, with what, and how. */
export interface DraftRequest extends RawArguments {
  /** The name alone when nothing else is known of the task. */
  readonly task: string | AnyTask
  readonly options: EnqueueOptions
}

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

  const unique = uniqueOfCall({ name, task, options, arrived: () => arrivedAs(raw, codec) })
  const { dueAtMs, expiresAtMs } = jobTimes(unique ? timesOfUnique(unique, options) : options, {
    nowMs,
    expiresMs: defaults.expiresMs,
  })
  const jobTry = options.jobTry ?? 1
  // Of the job's only message, if the caller gave no id: then it is as good as another one.
  const messageId = defaults.ids.next()
  const message: JobMessage = {
    jobId: options.jobId ?? messageId,
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
  // Delayed, it comes to its line when it is due.
  const isInLine = task?.concurrency?.strictOrder === true && dueAtMs === undefined
  const isUncontested =
    options.jobId === undefined && jobTry === 1 && dueAtMs === undefined && !unique && !isInLine
  const { onEnqueue, announces } = defaults
  const isSeen = onEnqueue !== undefined || enqueueChannel.hasSubscribers
  const job = isSeen ? enqueuingJob(message, options.headers) : undefined
  const trace = job && traceStart(job)
  try {
    if (onEnqueue && job) callOnEnqueue(onEnqueue, job)
    const own = job ? headersAfter(job) : options.headers
    // They were handed the caller's own values: what was left in them is what is sent.
    if (job) checkArguments(name, task, raw, codec)
    const headers = headersOf(own, { jobTry, dueAtMs, isUncontested, announces, unique })
    // From here on nothing knows them in the clear: not the record, not what follows from the message.
    const { message: sent, payload, ...written } = preparedJob(message, defaults)
    if (trace) enqueueChannel.end.publish(trace)
    return {
      ...written,
      message: sent,
      messageId,
      headers,
      priority: options.priority,
      dueAtMs,
      expiresAtMs,
      isUnique: options.jobId !== undefined,
      isUncontested,
      line: isInLine ? lineOf(task, message, codec) : undefined,
      trace,
      unique,
      plain: unique && message,
      payload,
    }
  } catch (error) {
    if (trace) traceRefused(trace, error)
    throw error
  }
}

/** By its arguments as they will arrive: workers read the key of those. */
function lineOf(task: AnyTask, raw: RawArguments, codec: Codec): DraftLine | undefined {
  const name = keyOfJob(task, arrivedAs(raw, codec))
  const { concurrency, rate } = task
  return name && { name, limit: concurrency?.limit ?? 1, rate: rate && rateRuleOf(rate) }
}

const arrivedAs = ({ args, kwargs }: RawArguments, codec: Codec): RawArguments =>
  codec.decode(codec.encode({ args, kwargs })) as RawArguments

/** The job as `onEnqueue` and subscribers see it. */
function enqueuingJob(
  { function: name, jobId, queueName, args, kwargs }: JobMessage,
  given: Readonly<Record<string, string>> | undefined,
): EnqueuingJob {
  return { function: name, jobId, queueName, args, kwargs, headers: { ...given } }
}

function headersOf(
  own: Readonly<Record<string, string>> | undefined,
  {
    jobTry,
    dueAtMs,
    isUncontested,
    announces,
    unique,
  }: Pick<JobMessage, 'jobTry'> &
    Pick<JobDraft, 'dueAtMs' | 'isUncontested' | 'unique'> &
    Pick<DraftDefaults, 'announces'>,
): Readonly<Record<string, string | number>> {
  if (isUncontested) {
    const usual = announces ? ANNOUNCED : UNCONTESTED
    return own === undefined ? usual : { ...own, ...usual }
  }
  const marks: Readonly<Record<string, string>> = unique ? { [UNIQUE_HEADER]: unique.key } : {}
  const headers = { ...own, [RETRY_COUNT_HEADER]: jobTry - 1, ...marks }
  return dueAtMs === undefined
    ? headers
    : { ...headers, [CLIENT_DELAYED_HEADER]: 'true', [DUE_HEADER]: dueAtMs }
}

/** Of uncontested jobs, so of a first try. */
const UNCONTESTED = Object.freeze({ [RETRY_COUNT_HEADER]: 0, [UNCONTESTED_HEADER]: 'true' })
const ANNOUNCED = Object.freeze({ [RETRY_COUNT_HEADER]: 0, [UNCONTESTED_HEADER]: ANNOUNCED_VALUE })

/** What a job of a key is called by. */
type JobNames = Pick<JobMessage, 'jobId' | 'enqueueTime' | 'queueName'>

/** The job of a key as it was enqueued first, with what this call says; what is encrypted is bound to its job. */
export function draftFor(
  draft: JobDraft,
  { jobId, enqueueTime, queueName }: JobNames,
  preparing: Preparing,
): JobDraft {
  if (draft.message.jobId === jobId) return draft
  const names = { jobId, enqueueTime, queueName }
  if (preparing.sealing) {
    const plain = { ...(draft.plain ?? draft.message), ...names }
    return { ...draft, ...preparedJob(plain, preparing) }
  }
  const message = { ...draft.message, ...names }
  // The arguments may have been changed by their owner since: what was checked is what is sent.
  return { ...draft, message, body: encodeJobMessage(message, preparing.codec, draft.sent) }
}

/** The same where its arguments are not of interest any more. */
export const namedAs = (
  draft: JobDraft,
  { jobId, enqueueTime, queueName }: JobNames,
): JobDraft => ({
  ...draft,
  message: { ...draft.message, jobId, enqueueTime, queueName },
})

/** The same job as an earlier call has sent: its message says the same enqueue time. */
export function draftAsOf(draft: JobDraft, enqueueTime: Instant, codec: Codec): JobDraft {
  const message = { ...draft.message, enqueueTime }
  // The arguments may have been changed by their owner since: what was sent is what was checked.
  return { ...draft, message, body: encodeJobMessage(message, codec, draft.sent) }
}
