import type { RowPlace, RowSearch } from '@arq/core/store'
import type { Filter } from 'mongodb'

import type { JobDocument } from './job-document.js'

/** The order of a search, as the index `enqueued` has it. */
export const NEWEST_FIRST = { enqueue_time: -1, _id: -1 } as const

/** Documents without an enqueue time come last; from their first on. */
export const FIRST_WITHOUT_TIME: RowPlace = { enqueueTime: '', jobId: '' }

/**
 * The documents that a part of a search is about: those with an enqueue time, or, behind all of them, those without.
 * What is compared is one range of the index, so that MongoDB begins where the part before ended.
 */
export function rangeFilter({
  after,
  enqueuedFrom,
  enqueuedBefore,
}: Pick<RowSearch, 'after' | 'enqueuedFrom' | 'enqueuedBefore'>): Filter<JobDocument> {
  if (after?.enqueueTime === '') {
    const { jobId } = after
    return { enqueue_time: null, ...(jobId === '' ? {} : { _id: { $lt: jobId } }) }
  }
  const from = { $gte: enqueuedFrom ?? '' }
  if (after) return { enqueue_time: { ...from, $lte: after.enqueueTime }, ...behind(after) }
  return {
    enqueue_time: enqueuedBefore === undefined ? from : { ...from, $lt: enqueuedBefore },
  }
}

/** Of several that were enqueued in one moment. */
const behind = ({ enqueueTime, jobId }: RowPlace): Filter<JobDocument> => ({
  $or: [{ enqueue_time: { $lt: enqueueTime } }, { _id: { $lt: jobId } }],
})

/** Down to this one, itself included. */
export const downTo = ({ enqueueTime, jobId }: RowPlace): Filter<JobDocument> =>
  enqueueTime === ''
    ? { _id: { $gte: jobId } }
    : {
        enqueue_time: { $gte: enqueueTime },
        $or: [{ enqueue_time: { $gt: enqueueTime } }, { _id: { $gte: jobId } }],
      }

/** What a document must have in it to fit. */
export function conditionFilters({
  jobIdPrefix,
  queueName,
  statuses,
  conditions,
}: RowSearch): readonly Filter<JobDocument>[] {
  const filters: Filter<JobDocument>[] = []
  if (statuses) filters.push({ status: { $in: [...statuses] } })
  if (queueName !== undefined) filters.push({ queue_name: queueName })
  if (jobIdPrefix !== undefined) filters.push({ _id: { $regex: `^${literally(jobIdPrefix)}` } })
  for (const any of conditions) {
    filters.push({ $or: any.map((part) => ({ record: { $regex: literally(part) } })) })
  }
  return filters
}

/** A text as a regular expression that fits it alone. */
const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
