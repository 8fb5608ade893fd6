import { inspect } from 'node:util'

import type { Text, TextParam } from '@arq/core'
import { JobReader } from '@arq/core/internal'

import {
  type EnqueuedTestJob,
  type ExpectedArguments,
  type ExpectedOptions,
  isMeant,
  type JobPattern,
} from './enqueued-job.js'
import { failed, type Spoken } from './expectation-failed.js'
import { texts } from './texts.js'

/** {@link ExpectedOptions}, and how often. */
export interface Expected extends ExpectedOptions {
  /** Exactly so many, 1 or more. Absent: at least one. */
  readonly times?: number
}

const MOST_SHOWN = 20
const reader = new JobReader()

/** @param enqueueable a task, a named function, or a task's name; absent: any job */
export function patternOf(
  enqueueable: unknown,
  args?: ExpectedArguments,
  options: ExpectedOptions = {},
): JobPattern {
  return { task: enqueueable === undefined ? undefined : nameOf(enqueueable), args, options }
}

/**
 * @returns those that are meant, in the order in which they were enqueued
 * @throws AssertionError when there is none, or not as many as `times` says
 */
export function expectEnqueued(
  jobs: readonly EnqueuedTestJob[],
  pattern: JobPattern,
  spoken: Spoken,
  times?: number,
): readonly [EnqueuedTestJob, ...EnqueuedTestJob[]] {
  const found = jobs.filter((job) => isMeant(job, pattern))
  const [first, ...others] = found
  if (first && (times === undefined || found.length === times)) return [first, ...others]
  const said = { wanted: wantedText(pattern), found: foundText(jobs) }
  const text =
    times === undefined
      ? texts.notEnqueued(said)
      : texts.enqueuedTimes({ ...said, times, count: found.length })
  throw failed(text, spoken, compared(jobs, pattern))
}

/** @throws AssertionError when one is enqueued */
export function expectNotEnqueued(
  jobs: readonly EnqueuedTestJob[],
  pattern: JobPattern,
  spoken: Spoken,
): void {
  if (!jobs.some((job) => isMeant(job, pattern))) return
  throw failed(texts.isEnqueued({ wanted: wantedText(pattern), found: foundText(jobs) }), spoken)
}

function nameOf(enqueueable: unknown): string {
  const { task } = reader.readCall(enqueueable, [])
  return typeof task === 'string' ? task : task.name
}

/** Of one wrong job the difference is worth showing. */
function compared(
  jobs: readonly EnqueuedTestJob[],
  { task, args }: JobPattern,
): { readonly actual?: unknown; readonly expected?: unknown } {
  const [only, ...others] = jobs.filter((job) => job.task === task)
  if (!only || others.length > 0 || args === undefined || typeof args === 'function') return {}
  return { actual: Array.isArray(args) ? only.args : only.kwargs, expected: args }
}

function wantedText({ task, args, options }: JobPattern): TextParam {
  if (task === undefined) return texts.anyJob()
  const { length } = Object.keys(options)
  const parts = [
    ...(args === undefined ? [] : [shown(args)]),
    ...(length === 0 ? [] : [shown(options)]),
  ]
  return `${task}(${parts.join(', ')})`
}

function foundText(jobs: readonly EnqueuedTestJob[]): Text {
  if (jobs.length === 0) return texts.nothingEnqueued()
  const lines = jobs.slice(0, MOST_SHOWN).map((job) => `\n  ${lineOf(job)}`)
  const more = jobs.length > MOST_SHOWN ? ['\n  …'] : []
  return texts.enqueuedWere({ lines: [...lines, ...more].join('') })
}

function lineOf({ task, args, kwargs, dueAt, queueName, jobId }: EnqueuedTestJob): string {
  const given = Object.keys(kwargs).length === 0 ? shown(args) : shown(kwargs)
  const due = dueAt === undefined ? '' : `, due ${dueAt.toISOString()}`
  return `${task}(${given}) in ${queueName}${due}, id ${jobId}`
}

const shown = (value: unknown): string =>
  inspect(value, { depth: 5, breakLength: Infinity, maxStringLength: 200 })
