import { durationToMs, type EnqueueOptions } from '@arq/core'
import { type JobMessage, parseInstant } from '@arq/core/internal'

import { matches } from './matches.js'

/** A job that was enqueued, as it travels: a Date among its arguments is text by now. */
export interface EnqueuedTestJob {
  /** Name of the task. */
  readonly task: string
  readonly args: readonly unknown[]
  readonly kwargs: Readonly<Record<string, unknown>>
  readonly jobId: string
  readonly queueName: string
  readonly jobTry: number
  /** What its sender gave as `headers`, and what `onEnqueue` added. */
  readonly headers: Readonly<Record<string, string>>
  readonly priority: number | undefined
  readonly enqueueTime: Date
  /** When it becomes due, if it was put off. */
  readonly dueAt: Date | undefined
}

/** What else must hold of a job that is expected; what is absent may be anything. */
export type ExpectedOptions = Pick<
  EnqueueOptions,
  'jobId' | 'queueName' | 'deferBy' | 'deferUntil' | 'headers' | 'priority' | 'jobTry'
>

/** Arguments as they were given, by position or by name; matchers may stand in them. Or a function that looks at them. */
export type ExpectedArguments<I = readonly unknown[] | object> = I | ArgumentsLook

type ArgumentsLook = (
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>>,
) => boolean

/** Which jobs are meant. */
export interface JobPattern {
  /** Absent: any task's. */
  readonly task: string | undefined
  readonly args: ExpectedArguments | undefined
  readonly options: ExpectedOptions
}

export function enqueuedJob(
  message: JobMessage,
  how: Pick<EnqueuedTestJob, 'headers' | 'priority' | 'dueAt'>,
): EnqueuedTestJob {
  const { function: task, args, kwargs, jobId, queueName, jobTry, enqueueTime } = message
  return {
    ...{ task, args, kwargs, jobId, queueName, jobTry, ...how },
    enqueueTime: new Date(parseInstant(enqueueTime) ?? NaN),
  }
}

/** Whether a job is one of those that are meant. */
export function isMeant(job: EnqueuedTestJob, { task, args, options }: JobPattern): boolean {
  if (task !== undefined && job.task !== task) return false
  return argumentsMatch(job, args) && optionsMatch(job, options)
}

function argumentsMatch(
  { args, kwargs }: EnqueuedTestJob,
  wanted: ExpectedArguments | undefined,
): boolean {
  if (wanted === undefined) return true
  // Arguments themselves are never a function.
  if (typeof wanted === 'function') return (wanted as ArgumentsLook)(args, kwargs)
  // A matcher may stand for positional or named arguments; by name where there are no others.
  if (Array.isArray(wanted)) return matches(wanted, args) && matches({}, kwargs)
  return args.length === 0 ? matches(wanted, kwargs) : matches(wanted, args)
}

function optionsMatch(job: EnqueuedTestJob, options: ExpectedOptions): boolean {
  const { deferBy, deferUntil, headers, ...plain } = options
  const { dueAt, enqueueTime } = job
  const waitMs = dueAt === undefined ? 0 : dueAt.getTime() - enqueueTime.getTime()
  if (deferBy !== undefined && durationToMs(deferBy, 'deferBy') !== waitMs) return false
  if (deferUntil !== undefined && momentOf(deferUntil) !== dueAt?.getTime()) return false
  // Beside those that are named there may be others, such as a trace's.
  const named = Object.entries(headers ?? {})
  if (!named.every(([name, value]) => matches(value, job.headers[name]))) return false
  return Object.entries(plain).every(([key, value]) => matches(value, Reflect.get(job, key)))
}

const momentOf = (moment: Date | string): number | undefined =>
  typeof moment === 'string' ? parseInstant(moment) : moment.getTime()
