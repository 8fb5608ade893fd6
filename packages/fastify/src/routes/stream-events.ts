import type { StreamEntry } from '@arq/core'

import { LAST_EVENT_ID, soon } from './event-stream.js'

export interface StreamEventsParts {
  /** They end with the job, and when {@link signal} aborts. */
  readonly entries: AsyncIterator<StreamEntry, void>
  readonly heartbeatMs: number
  /** Nobody listens any more. */
  readonly signal: AbortSignal
}

/** A stream of a job as server-sent events: `item` for each item, under its id, and `end`. */
export async function* streamEvents(parts: StreamEventsParts): AsyncGenerator<string, void> {
  const { entries, signal } = parts
  const isLeft = (): boolean => signal.aborted
  let next = entries.next()
  while (!isLeft()) {
    const came = await soon(next, parts)
    if (came === 'nothing') {
      yield ':\n\n'
      continue
    }
    if (came.done === true) {
      // Who was only cut off is to come back.
      if (!isLeft()) yield `event: end\nid: ${LAST_EVENT_ID}\ndata: {}\n\n`
      return
    }
    yield eventOf(came.value)
    next = entries.next()
  }
  // Whoever waits for it has gone; what it still rejects with belongs to nobody.
  next.catch(() => undefined)
}

const eventOf = ({ id, ...item }: StreamEntry): string =>
  `event: item\nid: ${id}\ndata: ${JSON.stringify(item)}\n\n`
