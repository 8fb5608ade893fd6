import { pause } from '@arq/core/internal'

/** One server-sent event, as each framework writes it in its own way. */
export interface ServerSentEvent {
  readonly type: 'update' | 'item' | 'end'
  /** What a browser that connects again says in `Last-Event-ID`; absent: it says what it said before. */
  readonly id?: string
  readonly data: object
}

/** How events are asked for. */
export interface EventsOptions {
  /** The header `Last-Event-ID`: the id of the last event that the caller has. */
  readonly after?: string | undefined
  /** Nobody listens any more: they end at once, also while the next one is waited for. */
  readonly signal: AbortSignal
}

/** The id of the last event: a browser that connects again says it, and is to be told that there is no more (204). */
export const LAST_EVENT_ID = 'end'

/** The text of an event, as `text/event-stream` has it. */
export function eventText({ type, id, data }: ServerSentEvent): string {
  const idLine = id === undefined ? '' : `id: ${id}\n`
  return `event: ${type}\n${idLine}data: ${JSON.stringify(data)}\n\n`
}

/** Events, and `silence` whenever none has come for a while, so that what stands in between keeps a connection open. */
export async function* withSilence(
  events: AsyncIterator<ServerSentEvent, void>,
  { heartbeatMs, signal }: { readonly heartbeatMs: number; readonly signal: AbortSignal },
): AsyncGenerator<ServerSentEvent | 'silence', void> {
  let next = events.next()
  while (!signal.aborted) {
    const came = await soon(next, heartbeatMs, signal)
    if (came === 'silence') {
      yield came
      continue
    }
    if (came.done === true) return
    yield came.value
    next = events.next()
  }
  // Whoever waits for it has gone; what it still rejects with belongs to nobody.
  next.catch(() => undefined)
}

async function soon<T>(
  next: Promise<T>,
  heartbeatMs: number,
  signal: AbortSignal,
): Promise<T | 'silence'> {
  const waiting = new AbortController()
  const stop = (): void => waiting.abort()
  signal.addEventListener('abort', stop)
  try {
    const silence = pause(heartbeatMs, { signal: waiting.signal })
    return await Promise.race([next, silence.then(() => 'silence' as const)])
  } finally {
    stop()
    signal.removeEventListener('abort', stop)
  }
}
