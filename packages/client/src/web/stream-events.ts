import type { StreamEntry } from '@arq/core'

import type { Job } from '../job-handle.js'
import { type EventsOptions, LAST_EVENT_ID, type ServerSentEvent } from './server-sent-event.js'

/**
 * A stream of a job as server-sent events: `item` for each item behind the one that the caller has, under its id, and `end`
 * with the job. Rejects before the first event, so that an error can still be answered as one.
 * @returns `undefined`: the caller has had the last one, and is to be told that there is no more (204)
 * @throws what `job.stream()` and `job.info()` throw
 */
export async function streamEvents(
  job: Job,
  name: string,
  { after, signal }: EventsOptions,
): Promise<AsyncGenerator<ServerSentEvent, void> | undefined> {
  if (after === LAST_EVENT_ID) return undefined
  const stream = job.stream(name, { after, signal })
  // The first item may be long in coming.
  await job.info()
  return eventsOf(stream.entries(), signal)
}

async function* eventsOf(
  entries: AsyncIterable<StreamEntry>,
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent, void> {
  for await (const { id, ...item } of entries) yield { type: 'item', id, data: item }
  // Who was only cut off is to come back.
  if (!signal.aborted) yield { type: 'end', id: LAST_EVENT_ID, data: {} }
}
