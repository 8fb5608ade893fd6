import type { Clock, JobRecord, ResultStore } from '@arq/core'
import { isBeingSent, pause } from '@arq/core/internal'

import type { JobOrigin } from './job-origin.js'

// A publish takes milliseconds; one that waits for its broker is decided once that is given up.
const LOOK_EVERY_MS = 100
const LONGEST_WAIT_MS = 10_000

/**
 * The record of a job that exists for certain. While another call still sends the job of this id, this waits for up to 10 s:
 * the sender may take its claim back, and what was given to the job would be lost with it.
 * @returns `undefined` when nothing is known of the job, or nothing certain yet
 */
export async function decidedRecord(
  { store, clock }: { readonly store: ResultStore; readonly clock: Clock },
  { jobId, enqueued }: JobOrigin,
): Promise<JobRecord | undefined> {
  const deadlineMs = clock.monotonicNow() + LONGEST_WAIT_MS
  for (;;) {
    const record = await store.get(jobId)
    // Whoever has the handle of an enqueue was told that it was sent.
    if (!record || enqueued || !isBeingSent(record, clock.now())) return record
    if (clock.monotonicNow() >= deadlineMs) return undefined
    await pause(LOOK_EVERY_MS, { clock })
  }
}
