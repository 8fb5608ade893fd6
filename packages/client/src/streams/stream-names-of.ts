import { JobNotFound, type ResultStore } from '@arq/core'
import { isTaskStream, streamGroup, streamsOf } from '@arq/core/internal'

import { isAbout, type JobOrigin } from '../job-origin.js'

/** The streams that a job has written to, by name. @throws JobNotFound when the store has no record of it */
export async function streamNamesOf(
  { store }: { readonly store: ResultStore },
  origin: JobOrigin,
): Promise<readonly string[]> {
  const streams = streamsOf(store, 'streams()')
  const { jobId } = origin
  const record = await store.get(jobId)
  if (!record || !isAbout(record, origin)) throw new JobNotFound({ jobId })
  const { enqueueTime } = record
  // A record of the Python library names no enqueue: no stream of it was ever written.
  if (enqueueTime === undefined) return []
  const names = await streams.names(streamGroup({ jobId, enqueueTime }))
  return names.filter(isTaskStream).sort()
}
