import { isDeferred, isRetriable } from '@arq/admin'
import { type EarlierTry, isArqError, isFinal, type JobInfo, type StepInfo } from '@arq/core'

import type { JobDetails, TimelineEntry } from '../contract/jobs.js'
import { asWire } from './as-wire.js'
import type { Desk } from './desk.js'

/** A job's page. */
export async function lookAtJob(info: JobInfo, desk: Desk): Promise<JobDetails> {
  const client = await desk.client()
  const isGone = (error: unknown): boolean =>
    isArqError(error) && error.code === 'ARQ_JOB_NOT_FOUND'
  const steps = await client
    .getJob(info.jobId)
    .steps()
    .catch((error: unknown) => {
      // Between the two looks.
      if (isGone(error)) return []
      throw error
    })
  return jobDetails(info, steps, desk)
}

function jobDetails(
  info: JobInfo,
  steps: readonly StepInfo[],
  desk: Desk,
  nowMs = Date.now(),
): JobDetails {
  const { jobTry, status, tries, traceId } = info
  const { traceUrl } = desk.settings
  return {
    job: asWire(desk.redacted(info)),
    timeline: timelineOf(desk.redacted(info), steps.map(desk.redacted)),
    isTimelineComplete: tries.length >= jobTry - 1,
    traceId: traceId ?? null,
    ...(traceId === undefined || traceUrl === undefined
      ? {}
      : { traceUrl: traceUrl.replaceAll('{traceId}', traceId) }),
    can: {
      abort: !isFinal(status),
      retry: isRetriable(info),
      runNow: isDeferred(info, nowMs),
      delete: isFinal(status),
    },
  }
}

/** What the record, and what is stored of its steps, tell of the life of a job, by time. Pure. */
export function timelineOf(
  info: JobInfo,
  steps: readonly StepInfo[] = [],
): readonly TimelineEntry[] {
  const { enqueueTime, deferUntil, startTime, endTime, jobTry, workerId, status } = info
  const { error, errorCode, expires, resultExpiresAt, tries } = info
  const entries: TimelineEntry[] = []
  if (enqueueTime) entries.push({ type: 'enqueued', at: enqueueTime.toISOString() })
  if (deferUntil) entries.push({ type: 'due', at: deferUntil.toISOString() })
  for (const one of tries) entries.push(...entriesOf(one))
  // While the next try is to come, the record's own start and error are those of the last one.
  const isTold =
    startTime !== undefined && startTime.getTime() === tries.at(-1)?.startTime?.getTime()
  if (startTime && workerId !== undefined && !isTold) {
    entries.push({ type: 'started', at: startTime.toISOString(), jobTry, workerId })
  }
  entries.push(...steps.map(stepEntry))
  if (error !== undefined && endTime && !isTold) {
    const at = endTime.toISOString()
    entries.push({ type: 'error', at, jobTry, error, errorCode: errorCode ?? null })
  }
  if (endTime && isFinal(status)) {
    entries.push({ type: 'ended', at: endTime.toISOString(), status })
  }
  if (expires && !startTime) entries.push({ type: 'expires', at: expires.toISOString() })
  if (resultExpiresAt) entries.push({ type: 'forgotten', at: resultExpiresAt.toISOString() })
  // What stands first stays first at the same moment.
  return entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

function stepEntry({
  name,
  state,
  began,
  durationMs,
  tries,
  error,
  until,
}: StepInfo): TimelineEntry {
  return {
    ...{ type: 'step', at: began.toISOString(), name, state, durationMs, tries },
    ...(error === undefined ? {} : { error }),
    ...(until === undefined ? {} : { until: until.toISOString() }),
  }
}

function entriesOf(one: EarlierTry): readonly TimelineEntry[] {
  const { jobTry, workerId, startTime, endTime, error, errorCode, outcome, deferUntil } = one
  const entries: TimelineEntry[] = []
  if (startTime) entries.push({ type: 'started', at: startTime.toISOString(), jobTry, workerId })
  if (endTime) {
    const at = endTime.toISOString()
    const next = deferUntil === undefined ? {} : { next: deferUntil.toISOString() }
    entries.push({
      ...{ type: 'error', at, jobTry, error, errorCode: errorCode ?? null, outcome },
      ...next,
    })
  }
  return entries
}
