import { isFinal, JobNotFound, type JobRecord, ResultNotFound, ResultTimeout } from '@arq/core'
import { toError } from '@arq/core/internal'

import { isAbout, type JobOrigin } from './job-origin.js'
import type { RecordWatcher, Sighting } from './record-watcher.js'
import type { EndWait, ResultSource } from './result-source.js'

/** Ended jobs as the result store tells of them. */
export class StoredResults implements ResultSource {
  readonly #watcher: RecordWatcher

  constructor(watcher: RecordWatcher) {
    this.#watcher = watcher
  }

  ended(origin: JobOrigin, { timeoutMs, pollDelayMs }: EndWait): Promise<JobRecord> {
    const { jobId } = origin
    return this.#watcher.until({
      jobId,
      pollDelayMs,
      timeoutMs,
      judge: (sighting) => judgeEnd(sighting, origin),
      onTimeout: ({ error, status = 'unknown' }) => {
        if (error !== undefined) throw toError(error)
        throw new ResultTimeout({ jobId, timeoutMs: timeoutMs ?? Infinity, status })
      },
    })
  }

  close(): Promise<void> {
    return this.#watcher.close()
  }
}

/** The record once the job has ended; `undefined` as long as it has not. */
function judgeEnd(
  { record, wasKnown }: Sighting,
  origin: JobOrigin,
): { value: JobRecord } | undefined {
  const { jobId, enqueued } = origin
  if (record && isAbout(record, origin)) {
    return isFinal(record.status) ? { value: record } : undefined
  }
  // A later job under the same id is there only because this one has ended.
  const hasEnded = record !== undefined || wasKnown || enqueued?.hadRecord === true
  if (hasEnded) throw new ResultNotFound({ jobId })
  if (!enqueued) throw new JobNotFound({ jobId })
  // Enqueued without a record: the worker writes the first one.
  return undefined
}
