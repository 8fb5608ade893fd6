import { isDeferred, isRetriable, waitsInItsCode } from '@arq/admin'
import {
  type EarlierTry,
  isArqError,
  isFinal,
  type JobInfo,
  type SignalInfo,
  type StepInfo,
} from '@arq/core'

import type { JobDetails, TimelineEntry } from '../contract/jobs.js'
import { asWire } from './as-wire.js'
import type { Desk } from './desk.js'

/** A job's page. */
export async function lookAtJob(info: JobInfo, desk: Desk): Promise<JobDetails> {
  const job = (await desk.client()).getJob(info.jobId)
  const { entries, streams: logs } = desk.store()
  const [steps, signals, streams] = await Promise.all([
    job.steps().catch(noneIfGone),
    entries ? job.signals().catch(noneIfGone) : [],
    logs ? job.streams().catch(noneIfGone) : [],
  ])
  return jobDetails(info, { steps, signals, streams }, desk)
}

/** Its record was dropped since it was read. */
function noneIfGone(error: unknown): readonly never[] {
  if (isArqError(error) && error.code === 'ARQ_JOB_NOT_FOUND') return []
  throw error
}

interface Besides {
  readonly steps: readonly StepInfo[]
  readonly signals: readonly SignalInfo[]
  readonly streams: readonly string[]
}

function jobDetails(
  info: JobInfo,
  { steps, signals, streams }: Besides,
  desk: Desk,
  nowMs = Date.now(),
): JobDetails {
  const { jobTry, status, tries, traceId } = info
  const { traceUrl } = desk.settings
  return {
    job: asWire(desk.redacted(info)),
    timeline: timelineOf(desk.redacted(info), steps.map(desk.redacted)),
    isTimelineComplete: tries.length >= jobTry - 1,
    signals: signals.map((signal) => asWire(desk.redacted(signal))),
    streams,
    traceId: traceId ?? null,
    ...(traceId === undefined || traceUrl === undefined
      ? {}
      : { traceUrl: traceUrl.replaceAll('{traceId}', traceId) }),
    can: {
      abort: !isFinal(status),
      retry: isRetriable(info),
      runNow: isDeferred(info, nowMs) && !waitsInItsCode(steps, signals),
      delete: isFinal(status),
      signal: !isFinal(status) && desk.store().entries !== undefined,
      send: !isFinal(status) && desk.store().streams !== undefined,
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
