import type { JobInfo } from '@arq/core'
import { isFinal } from '@arq/core'
import { pause } from '@arq/core/internal'

import { jobView } from './job-view.js'

export interface EventStreamParts {
  /** Its state now. */
  readonly first: JobInfo
  /** What comes after it. They end when {@link signal} aborts. */
  readonly updates: AsyncIterator<JobInfo, void>
  readonly heartbeatMs: number
  /** Nobody listens any more. */
  readonly signal: AbortSignal
}

/** The id of the last event: a browser that connects again says it, and is told not to. */
export const LAST_EVENT_ID = 'end'

/** A job's changes as server-sent events: `update` for each, `end` for the last one. */
export async function* eventStream(parts: EventStreamParts): AsyncGenerator<string, void> {
  const { first, updates, signal } = parts
  yield eventOf(first)
  if (isFinal(first.status)) return
  let next = updates.next()
  while (!signal.aborted) {
    const came = await soon(next, parts)
    if (came === 'nothing') {
      yield ':\n\n'
      continue
    }
    if (came.done === true) return
    yield eventOf(came.value)
    next = updates.next()
  }
  // Whoever waits for it has gone; what it still rejects with belongs to nobody.
  next.catch(() => undefined)
}

/** What comes within the time of a heartbeat. */
export async function soon<T>(
  next: Promise<T>,
  { heartbeatMs, signal }: Pick<EventStreamParts, 'heartbeatMs' | 'signal'>,
): Promise<T | 'nothing'> {
  const waiting = new AbortController()
  const stop = (): void => waiting.abort()
  signal.addEventListener('abort', stop)
  try {
    const silence = pause(heartbeatMs, { signal: waiting.signal })
    return await Promise.race([next, silence.then(() => 'nothing' as const)])
  } finally {
    stop()
    signal.removeEventListener('abort', stop)
  }
}

function eventOf(info: JobInfo): string {
  const data = `data: ${JSON.stringify(jobView(info))}`
  return isFinal(info.status)
    ? `event: end\nid: ${LAST_EVENT_ID}\n${data}\n\n`
    : `event: update\n${data}\n\n`
}
