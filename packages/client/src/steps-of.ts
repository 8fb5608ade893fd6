import { type Clock, JobNotFound, type ResultStore, type StepInfo } from '@arq/core'
import { jobGroup, openStepErrors, stepsAmong } from '@arq/core/internal'

import type { ResolvedClientSettings } from './client-settings.js'
import { isAbout, type JobOrigin } from './job-origin.js'

interface StepsParts {
  readonly store: ResultStore
  readonly clock: Clock
  readonly enqueue: Pick<ResolvedClientSettings['enqueue'], 'encryption' | 'codec'>
}

/** What a job has stored of its steps; none where the store keeps no entries. */
export async function stepsOf(
  { store, clock, enqueue: { encryption: cipher, codec } }: StepsParts,
  origin: JobOrigin,
): Promise<readonly StepInfo[]> {
  const record = await store.get(origin.jobId)
  if (!record || !isAbout(record, origin)) throw new JobNotFound({ jobId: origin.jobId })
  const entries = await store.entries?.read(jobGroup(record))
  if (!entries) return []
  // Steps never lie apart.
  const keys = { cipher, codec, payloads: undefined }
  return openStepErrors(stepsAmong(entries, clock.now()), record, keys)
}
