import { isArqError, type JobRecord, type ResultStore } from '@arq/core'

/** What a store said of one id. */
export type Reading =
  | { readonly record: JobRecord | undefined }
  | { readonly error: unknown; readonly isFinal: boolean }

/**
 * Reads many records in one round trip. One that is unreadable must not hide the others: then the ids are halved until
 * it stands alone, and only its own reading is final.
 */
export async function readRecords(
  store: ResultStore,
  jobIds: readonly string[],
): Promise<ReadonlyMap<string, Reading>> {
  try {
    const records = await store.getMany(jobIds)
    return new Map(jobIds.map((jobId) => [jobId, { record: records.get(jobId) }]))
  } catch (error) {
    const isUnreadable = isArqError(error) && error.code === 'ARQ_STORE_DATA'
    if (!isUnreadable || jobIds.length === 1) {
      return new Map(jobIds.map((jobId) => [jobId, { error, isFinal: isUnreadable }]))
    }
    const half = Math.ceil(jobIds.length / 2)
    const first = await readRecords(store, jobIds.slice(0, half))
    const second = await readRecords(store, jobIds.slice(half))
    return new Map([...first, ...second])
  }
}
