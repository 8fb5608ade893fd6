import type { LiveEvent } from '../contract/live.js'
import { API_HEADERS } from '../http/headers.js'

/** Proxies end a connection on which nothing comes for half a minute. */
const HEARTBEAT_MS = 15_000
/** Events that nobody has read yet: a page that is so far behind connects anew, and has the whole state then. */
const MOST_UNREAD = 200

/** What somebody who listens is given. */
export interface Listener {
  readonly push: (event: LiveEvent) => void
  /** Aborts when nobody listens any more. */
  readonly signal: AbortSignal
}

/**
 * An answer of server-sent events, until its reader goes away or `closing` aborts.
 * @param listen called once somebody reads
 */
export function eventStream(
  listen: (listener: Listener) => void,
  closing: AbortSignal,
  onEnd: () => void,
): Response {
  const ended = new AbortController()
  const encoder = new TextEncoder()
  const end = (): void => {
    if (ended.signal.aborted) return
    ended.abort()
    closing.removeEventListener('abort', end)
    onEnd()
  }
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
      ended.signal.addEventListener('abort', () => clearInterval(heartbeat))
      closing.addEventListener('abort', () => {
        if (ended.signal.aborted) return
        end()
        controller.close()
      })
      // A browser that lost it connects again after this time.
      send('retry: 2000\n\n')
      const push = (event: LiveEvent): void => send(`data: ${JSON.stringify(event)}\n\n`)
      listen({ push, signal: ended.signal })
    },
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
