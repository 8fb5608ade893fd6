import {
  type AnyTask,
  ConfigurationError,
  countSchema,
  type Duration,
  durationSchema,
  durationToMs,
  lifetimeSchema,
  parseSettings,
  task as defineTask,
} from '@arq/core'
import {
  anyJobIdSchema,
  isTask,
  mustBe,
  queueNameSchema,
  said,
  taskOfFunction,
} from '@arq/core/internal'
import * as v from 'valibot'

import { texts } from '../texts.js'
import { cronFieldEntries, type CronFields, patternOf } from './cron-fields.js'
import { type CronSchedule, readSchedule } from './cron-schedule.js'

const BRAND = Symbol.for('arq.cron')

/**
 * By the record of a tick's job other workers know that the tick has run: it stays at least as long as their clocks may
 * differ, and a claim may take.
 */
export const SHORTEST_MEMORY_MS = 120_000

/** How a cron job runs; all of it is optional. */
export interface CronOptions {
  /** First part of its jobs' ids, and the name of its task. Default: `cron:` and the task's name, as in arq. */
  readonly name?: string
  /** IANA name such as `Europe/Berlin`. Default: `UTC`, so that machines of different zones agree. */
  readonly timeZone?: string
  /** Arguments of each run. Default: none. */
  readonly args?: readonly unknown[] | Readonly<Record<string, unknown>>
  /** Default: the task's queue, else the worker's first. */
  readonly queueName?: string
  /** Runs when a worker starts, too: once for those that start in the same minute. Default: `false`. */
  readonly runAtStartup?: boolean
  /** One job per tick, however many workers there are; needs a result store. `false`: one of each worker. Default: `true`. */
  readonly unique?: boolean
  /** Id of every one of its jobs, so that none comes while one of them waits, runs, or its result is kept. */
  readonly jobId?: string
  /**
   * What becomes of a tick at which no worker ran. `skip`: nothing. `runOnce`: the last one runs when a worker starts, or
   * comes to itself, if it is no older than results are kept. Default: `skip`.
   */
  readonly missed?: 'skip' | 'runOnce'
  /** In place of the task's: see `task`. */
  readonly timeout?: Duration
  readonly maxRetries?: number
  /** At least two minutes. */
  readonly keepResult?: Duration | 'forever'
}

/** A task and the moments at which its jobs come: goes into `cronJobs` of a worker. */
export interface CronJob {
  readonly name: string
  /** The task under the name of the cron job: a worker registers it by itself. */
  readonly task: AnyTask
  readonly schedule: CronSchedule
  readonly args: readonly unknown[] | Readonly<Record<string, unknown>>
  readonly queueName: string | undefined
  readonly runAtStartup: boolean
  readonly unique: boolean
  readonly jobId: string | undefined
  readonly missed: 'skip' | 'runOnce'
}

const flag = v.boolean(mustBe.flag)

const optionEntries = {
  name: v.optional(v.pipe(v.string(mustBe.text), v.nonEmpty(mustBe.notEmpty))),
  timeZone: v.optional(v.string(mustBe.text), 'UTC'),
  args: v.optional(
    v.custom<readonly unknown[] | Readonly<Record<string, unknown>>>(
      (value) => typeof value === 'object' && value !== null,
      said(texts.mustBeCronFields()),
    ),
    [],
  ),
  queueName: v.optional(queueNameSchema),
  runAtStartup: v.optional(flag, false),
  unique: v.optional(flag, true),
  jobId: v.optional(anyJobIdSchema),
  missed: v.optional(v.picklist(['skip', 'runOnce'], mustBe.oneOf('skip', 'runOnce')), 'skip'),
  timeout: v.optional(durationSchema),
  maxRetries: v.optional(countSchema(0)),
  keepResult: v.optional(lifetimeSchema),
}

const optionsSchema = v.strictObject(optionEntries)
const fieldsSchema = v.strictObject({ ...cronFieldEntries, ...optionEntries })

/** What a cron job runs: a task, or a function that has a name. */
type Runnable = AnyTask | AnyTask['run']

/**
 * A job that comes by the clock: a crontab string, or arq's fields. Put it into `cronJobs` of a worker.
 *
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` for an unknown option, a time that is none or never comes, a time zone
 * that does not exist
 *
 * @example
 * ```ts
 * cronJobs: [
 *   cron(sendDigest, '0 9 * * mon-fri', { timeZone: 'Europe/Berlin', missed: 'runOnce' }),
 *   cron(cleanUp, { hour: [9, 12, 18], minute: 12, runAtStartup: true }),
 * ]
 * ```
 */
export function cron(task: Runnable, when: string, options?: CronOptions): CronJob
export function cron(task: Runnable, when: CronFields & CronOptions): CronJob
export function cron(
  given: Runnable,
  when: string | (CronFields & CronOptions),
  options: CronOptions = {},
): CronJob {
  // A task that is none is named by the task's own error.
  const task = isTask(given) ? given : taskOfFunction(given)
  const subject = `cron job of ${task.name}`
  const isText = typeof when === 'string'
  const read = isText
    ? parseSettings(subject, optionsSchema, options)
    : parseSettings(subject, fieldsSchema, when)
  const pattern = isText ? when : patternOf(when)
  const schedule = readSchedule(pattern, read.timeZone, { subject, isBoth: !isText })
  const { args, queueName, runAtStartup, unique, jobId, missed, keepResult } = read
  const name = read.name ?? `cron:${task.name}`
  if (keepResult !== undefined && keepResult !== 'forever') {
    if (unique && durationToMs(keepResult, 'keepResult') < SHORTEST_MEMORY_MS) {
      const text = texts.cronForgets()
      throw new ConfigurationError(subject, [{ path: 'keepResult', text }])
    }
  }
  if (task.unique && (unique || jobId !== undefined)) {
    throw new ConfigurationError(subject, [{ path: 'unique', text: texts.cronOfUnique() }])
  }
  const policy = { timeout: read.timeout, maxRetries: read.maxRetries, keepResult }
  return Object.freeze({
    ...{ name, schedule, args, runAtStartup, unique, missed },
    queueName: queueName ?? task.queueName,
    jobId,
    task: renamed(task, name, policy),
    [BRAND]: true,
  })
}

/** Whether a value was made by {@link cron}, also by another copy of this package. */
export function isCronJob(value: unknown): value is CronJob {
  return typeof value === 'object' && value !== null && Reflect.get(value, BRAND) === true
}

/** The same task under another name, with these parts of its policy where they are given. */
export function renamed(
  task: AnyTask,
  name: string,
  policy: Readonly<Record<string, unknown>>,
): AnyTask {
  const given = Object.entries(policy).filter(([, value]) => value !== undefined)
  const definition = { ...Object.fromEntries([...Object.entries(task), ...given]), name }
  // A task's entries are its definition, which is checked once more; its brand is no entry.
  return (defineTask as (definition: object) => AnyTask)(definition)
}
