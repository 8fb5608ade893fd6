import { isDeferred, isRetriable } from '@arq/admin'
import { isFinal, type JobInfo } from '@arq/core'

import type { JobDetails, TimelineEntry } from '../contract/jobs.js'
import { asWire } from './as-wire.js'
import type { Desk } from './desk.js'

/** A job's page. */
export function jobDetails(info: JobInfo, desk: Desk, nowMs = Date.now()): JobDetails {
  const { jobTry, status } = info
  return {
    job: asWire(desk.redacted(info)),
    timeline: timelineOf(desk.redacted(info)),
    isTimelineComplete: jobTry <= 1,
    // A record does not keep it.
    traceId: null,
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
  const { error, errorCode, expires, resultExpiresAt } = info
  const entries: TimelineEntry[] = []
  if (enqueueTime) entries.push({ type: 'enqueued', at: enqueueTime.toISOString() })
  if (deferUntil) entries.push({ type: 'due', at: deferUntil.toISOString() })
  if (startTime && workerId !== undefined) {
    entries.push({ type: 'started', at: startTime.toISOString(), jobTry, workerId })
  }
  if (error !== undefined && endTime) {
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
