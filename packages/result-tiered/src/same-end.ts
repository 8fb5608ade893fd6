import { encodeJobRecord, type JobRecord } from '@arq/core'

/**
 * Whether two records tell of the same end of the same enqueue. Counts of duplicates do not matter: each store counts
 * for itself.
 */
export function isSameEnd(one: JobRecord, other: JobRecord): boolean {
  if (one.enqueueTime !== other.enqueueTime || one.token !== other.token) return false
  // A token names one attempt. Ends without one are written by clients: those are told apart by what they say.
  return one.token !== undefined || textOf(one) === textOf(other)
}

const textOf = (record: JobRecord): string =>
  encodeJobRecord({ ...record, duplicateRuns: undefined, duplicateDeliveries: undefined })
