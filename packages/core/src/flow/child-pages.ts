import { DecryptFailed, PayloadKeyMissing } from '../errors/payload-errors.js'
import { fetchResult } from '../payloads/fetch-record.js'
import { openRecord, type RecordKeys } from '../payloads/open-record.js'
import type { EntryStore } from '../ports/entry-store.js'
import type { ResultStore } from '../ports/result-store.js'
import type { FlowChild } from '../task/flow-child.js'
import {
  type ChildEnd,
  childEntry,
  flowGroupOf,
  PARENT_ENTRY,
  readChild,
  readParent,
} from './flow-entries.js'

/** Children in one round trip. */
const PAGE = 500

/** The children of a job that have ended, in their order, a page at a time. */
export async function* endedChildren(
  store: Pick<ResultStore, 'getMany'>,
  entries: EntryStore,
  parentId: string,
  keys: RecordKeys,
): AsyncGenerator<FlowChild, void, undefined> {
  const group = flowGroupOf(parentId)
  const parent = readParent((await entries.read(group, [PARENT_ENTRY])).get(PARENT_ENTRY))
  const count = parent?.children ?? 0
  for (let first = 0; first < count; first += PAGE) {
    const places = Array.from({ length: Math.min(PAGE, count - first) }, (_, at) => first + at)
    const page = await entries.read(group, places.map(childEntry))
    const ends = places.flatMap((place) => {
      const end = readChild(page.get(childEntry(place)))
      return end ? [{ place, end }] : []
    })
    const large = ends.filter(({ end }) => end.isInRecord === true).map(({ end }) => end.jobId)
    const records = large.length === 0 ? undefined : await store.getMany(large)
    for (const { place, end } of ends) {
      yield opened(childOf(place, end, records?.get(end.jobId)?.result), keys)
    }
  }
}

/** Its result fetched and in the clear. @throws what says why it cannot be: a placeholder is no result */
async function opened(child: FlowChild, keys: RecordKeys): Promise<FlowChild> {
  const { jobId, task: functionName, status, result, error } = child
  const whole = await fetchResult(
    { ...NO_RECORD, jobId, functionName, status, result, error },
    keys.payloads,
  )
  const record = await openRecord(whole, keys)
  const { keyId, state } = record.encryption ?? { keyId: '', state: 'opened' }
  if (state === 'keyMissing') throw new PayloadKeyMissing({ keyId })
  if (state === 'damaged') throw new DecryptFailed({ keyId })
  return { ...child, result: record.result, error: record.error }
}

const NO_RECORD = {
  ...{ args: [], kwargs: {}, queueName: '', retryCount: 0, workerId: '' },
  ...{ startTime: '', createdAt: '' },
}

function childOf(place: number, end: ChildEnd, inRecord: unknown): FlowChild {
  const { jobId, function: task, status, error, errorCode } = end
  const result = end.isInRecord === true ? inRecord : end.result
  return { jobId, task, place, status, result, error, errorCode }
}
