import type { Job } from '@arq/client'
import {
  type EventsOptions,
  jobEvents as eventsOfJob,
  type ServerSentEvent,
  statusOf,
  streamEvents as eventsOfStream,
  withSilence,
} from '@arq/client/web'
import { type Duration, durationToMs, errorText } from '@arq/core'
import { HttpException, HttpStatus, type MessageEvent } from '@nestjs/common'
import { Observable } from 'rxjs'

/** How a handler with `@Sse()` is asked for events. */
export interface JobEventsOptions {
  /** What a browser that connects again has seen: the parameter `@Headers('last-event-id')`. */
  readonly after?: string | undefined
  /** How often a silent connection is told a word, so that proxies keep it open. @defaultValue 15 s */
  readonly heartbeat?: Duration
}

const HEARTBEAT = '15s'

/**
 * A job's changes, for a handler with `@Sse()`: `update` now and at each change, `end` for the last one; their data is what
 * a caller may see of a job, without its arguments and log. Ends at once when the caller goes.
 *
 * @throws HttpException 404 when nothing is known of the job, 501 without a result store, 204 for a browser that has had the
 * end
 *
 * @example
 * ```ts
 * @Sse('jobs/:id/events')
 * events(@Param('id') id: string, @Headers('last-event-id') after?: string) {
 *   return jobEvents(this.arq.getJob(id), { after })
 * }
 * ```
 */
export function jobEvents(
  job: Job,
  options: JobEventsOptions = {},
): Promise<Observable<MessageEvent>> {
  return observed((asked) => eventsOfJob(job, asked), options)
}

/**
 * What a job writes to a stream, for a handler with `@Sse()`: `item` for each item, its data with `value`, `jobTry`, `run`
 * and `missed`; `end` with the job. A browser that connects again goes on behind the last item that it has, where `after`
 * is handed over.
 *
 * @throws HttpException 404 when nothing is known of the job, 400 for an `after` that is no id of an item, 501 without a
 * result store or with one that keeps no streams, 204 for a browser that has had the end
 *
 * @example
 * ```ts
 * @Sse('jobs/:id/tokens')
 * tokens(@Param('id') id: string, @Headers('last-event-id') after?: string) {
 *   return streamEvents(this.arq.getJob(id), 'tokens', { after })
 * }
 * ```
 */
export function streamEvents(
  job: Job,
  name: string,
  options: JobEventsOptions = {},
): Promise<Observable<MessageEvent>> {
  return observed((asked) => eventsOfStream(job, name, asked), options)
}

type Ask = (options: EventsOptions) => Promise<AsyncGenerator<ServerSentEvent, void> | undefined>

async function observed(
  ask: Ask,
  { after, heartbeat = HEARTBEAT }: JobEventsOptions,
): Promise<Observable<MessageEvent>> {
  const heartbeatMs = durationToMs(heartbeat, 'heartbeat')
  const gone = new AbortController()
  const { signal } = gone
  const seen = after === NOTHING_SEEN ? undefined : after
  const events = await ask({ after: seen, signal }).catch(throwAsHttp)
  // A browser comes again after the end, unless it is told that there is no more.
  if (!events) throw new HttpException('', HttpStatus.NO_CONTENT)
  return new Observable<MessageEvent>((subscriber) => {
    const tell = async (): Promise<void> => {
      // Nest gives an event without an id one of its own, which would be none of a stream's.
      let id = seen ?? NOTHING_SEEN
      for await (const event of withSilence(events, { heartbeatMs, signal })) {
        if (event === 'silence') subscriber.next({ id, type: SILENCE })
        else {
          id = event.id ?? id
          subscriber.next({ type: event.type, id, data: event.data })
        }
      }
      subscriber.complete()
    }
    tell().catch((error: unknown) => subscriber.error(error))
    return () => gone.abort()
  })
}

/** The id of events before the first item. */
const NOTHING_SEEN = 'none'
/** Without data: a browser tells nobody of it. */
const SILENCE = 'silence'

function throwAsHttp(error: unknown): never {
  const status = statusOf(error)
  if (status === undefined) throw error
  throw new HttpException(errorText(error), status, { cause: error })
}
