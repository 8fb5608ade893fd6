import { isFinal, type JobInfo, JobNotFound } from '@arq/core'

import type { Job } from '../job-handle.js'
import { jobView } from './job-view.js'
import { type EventsOptions, LAST_EVENT_ID, type ServerSentEvent } from './server-sent-event.js'

/**
 * A job's changes as server-sent events: `update` now and for each change, `end` for the last one. Rejects before the first
 * event, so that an error can still be answered as one.
 * @returns `undefined`: the caller has had the last one, and is to be told that there is no more (204)
 * @throws what `job.updates()` throws
 */
export async function jobEvents(
  job: Job,
  { after, signal }: EventsOptions,
): Promise<AsyncGenerator<ServerSentEvent, void> | undefined> {
  if (after === LAST_EVENT_ID) return undefined
  const updates = job.updates({ signal })
  const { value: first } = await updates.next()
  if (!first) throw new JobNotFound({ jobId: job.id })
  return eventsOf(first, updates)
}

async function* eventsOf(
  first: JobInfo,
  updates: AsyncGenerator<JobInfo, void>,
): AsyncGenerator<ServerSentEvent, void> {
  yield eventOf(first)
  for await (const info of updates) yield eventOf(info)
}

function eventOf(info: JobInfo): ServerSentEvent {
  const data = jobView(info)
  return isFinal(info.status) ? { type: 'end', id: LAST_EVENT_ID, data } : { type: 'update', data }
}
