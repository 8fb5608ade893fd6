import { API_HEADERS } from '../http/headers.js'

/** Proxies end a connection on which nothing comes for half a minute. */
const HEARTBEAT_MS = 15_000
/** Events that nobody has read yet: a page that is so far behind connects anew, and has the whole state then. */
const MOST_UNREAD = 200

/** What somebody who listens is given. */
export interface Listener<Event> {
  readonly push: (event: Event) => void
  /** Resolves when the reader has taken what was pushed, or has gone: whoever waits for it never has much unread. */
  readonly taken: () => Promise<void>
  /** Nothing more will come. */
  readonly close: () => void
  /** Aborts when nobody listens any more. */
  readonly signal: AbortSignal
}

/**
 * An answer of server-sent events, until its reader goes away or `closing` aborts.
 * @param listen called once somebody reads
 */
export function eventStream<Event>(
  listen: (listener: Listener<Event>) => void,
  closing: AbortSignal,
  onEnd: () => void,
): Response {
  const ended = new AbortController()
  const encoder = new TextEncoder()
  const end = (): void => {
    if (ended.signal.aborted) return
    ended.abort()
    onEnd()
  }
  let wake: () => void = () => undefined
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string): void => {
        if (ended.signal.aborted) return
        if ((controller.desiredSize ?? 0) < -MOST_UNREAD) {
          end()
          controller.close()
          return
        }
        controller.enqueue(encoder.encode(text))
      }
      const heartbeat = setInterval(() => send(':\n\n'), HEARTBEAT_MS)
      const close = (): void => {
        if (ended.signal.aborted) return
        end()
        controller.close()
      }
      ended.signal.addEventListener('abort', () => {
        clearInterval(heartbeat)
        closing.removeEventListener('abort', close)
        wake()
      })
      closing.addEventListener('abort', close)
      // A browser that lost it connects again after this time.
      send('retry: 2000\n\n')
      const push = (event: Event): void => send(`data: ${JSON.stringify(event)}\n\n`)
      const taken = async (): Promise<void> => {
        if (ended.signal.aborted || (controller.desiredSize ?? 0) > 0) return
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      listen({ push, taken, close, signal: ended.signal })
    },
    pull: () => wake(),
    cancel: end,
  })
  return new Response(body, {
    headers: {
      ...API_HEADERS,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  })
}
