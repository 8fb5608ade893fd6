import { isFinal, type JobInfo, JobNotFound, type JobRecord } from '@arq/core'

import { isAbout, type JobOrigin } from './job-origin.js'
import type { Sighting } from './record-watch.js'
import type { RecordWatcher } from './record-watcher.js'

/**
 * A job's state now and at each change of status, attempt, progress or the moment it waits for, until it has ended. Ends without a last one when
 * nothing is kept of it, and when `signal` aborts.
 */
export async function* jobUpdates(
  watcher: RecordWatcher,
  origin: JobOrigin,
  infoOf: (record: JobRecord) => Promise<JobInfo>,
  {
    pollDelayMs,
    signal,
  }: { readonly pollDelayMs: number; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<JobInfo, void, undefined> {
  let shown: string | undefined
  for (;;) {
    const before = shown
    const record = await watcher.until({
      jobId: origin.jobId,
      incarnation: origin.enqueued?.incarnation,
      pollDelayMs,
      timeoutMs: undefined,
      signal,
      judge: (sighting) => judgeChange(sighting, origin, before),
      onTimeout: () => undefined,
    })
    if (!record) return
    shown = changeKey(record)
    yield await infoOf(record)
    if (isFinal(record.status)) return
  }
}

function judgeChange(
  { record, wasKnown, mayBeLost }: Sighting,
  origin: JobOrigin,
  shown: string | undefined,
): { value: JobRecord | undefined } | undefined {
  if (record && isAbout(record, origin)) {
    return changeKey(record) === shown ? undefined : { value: record }
  }
  if (record !== undefined) return { value: undefined }
  const isKnown = wasKnown || shown !== undefined || origin.enqueued?.hadRecord === true
  if (isKnown && !mayBeLost) return { value: undefined }
  if (!isKnown && !origin.enqueued) throw new JobNotFound({ jobId: origin.jobId })
  return undefined
}

// A job that went to sleep before anybody saw it run is `queued` as before: what tells is until when.
const changeKey = ({ status, retryCount, progress, deferUntil }: JobRecord): string =>
  JSON.stringify([status, retryCount, progress, deferUntil])
