import type { Stream, StreamListener } from '../server/live-feed.js'
import type { Fetch } from '../server/server.js'

/**
 * Server-sent events read from an answer of `fetch`, for a host whose server is no network away. What has broken off is
 * opened anew by the feed.
 */
export function openFetchedStream(
  fetch: Fetch,
  url: string,
  { onMessage, onOpen, onBreak }: StreamListener,
): Stream {
  const leaving = new AbortController()
  const read = async (): Promise<void> => {
    const { body } = await fetch(url, { signal: leaving.signal })
    onOpen?.()
    const reader = body?.getReader()
    leaving.signal.addEventListener('abort', () => void reader?.cancel())
    const decoder = new TextDecoder()
    let rest = ''
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
      if (done) return
      const blocks = `${rest}${decoder.decode(value, { stream: true })}`.split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) if (block.startsWith('data: ')) onMessage(block.slice(6))
    }
  }
  const broken = (): void => {
    if (!leaving.signal.aborted) onBreak(true)
  }
  read().then(broken, broken)
  return { close: () => leaving.abort() }
}
