import { isFinal, type JobRecord, type ResultStore } from '@arq/core'
import { jobGroup, streamGroup } from '@arq/core/internal'

/**
 * Deletes what a store keeps of a job. The record goes last: it names all else, so that whoever was cut off can repeat it.
 * @returns whether there was a record
 */
export async function deleteJob(store: ResultStore, jobId: string): Promise<boolean> {
  const record = await store.get(jobId)
  if (record && isFinal(record.status)) await deleteStreams(store, record)
  // Of any other job a message may be at the broker still, a dead letter for example: run without its steps, it would do
  // them again.
  if (record?.status === 'completed') await store.entries?.remove(jobGroup(record))
  return store.delete(jobId)
}

async function deleteStreams({ streams }: ResultStore, record: JobRecord): Promise<void> {
  const { jobId, enqueueTime } = record
  // Records of the Python library do not tell it, and its jobs have no streams.
  if (enqueueTime !== undefined) await streams?.remove(streamGroup({ jobId, enqueueTime }))
}
