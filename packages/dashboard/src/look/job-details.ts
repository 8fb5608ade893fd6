import { isDeferred, isRetriable } from '@arq/admin'
import { type EarlierTry, isFinal, type JobInfo } from '@arq/core'

import type { JobDetails, TimelineEntry } from '../contract/jobs.js'
import { asWire } from './as-wire.js'
import type { Desk } from './desk.js'

/** A job's page. */
export function jobDetails(info: JobInfo, desk: Desk, nowMs = Date.now()): JobDetails {
  const { jobTry, status, tries, traceId } = info
  const { traceUrl } = desk.settings
  return {
    job: asWire(desk.redacted(info)),
    timeline: timelineOf(desk.redacted(info)),
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

/** What the record tells of the life of its job, by time. Pure. */
export function timelineOf(info: JobInfo): readonly TimelineEntry[] {
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
