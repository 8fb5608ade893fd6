import type { Stream, StreamListener } from './live-feed.js'

/** Server-sent events by the browser's own means: it comes back by itself when the connection breaks. */
export function openEventStream(
  url: string,
  { onMessage, onOpen, onBreak }: StreamListener,
): Stream {
  const source = new EventSource(url)
  source.onopen = () => onOpen?.()
  source.onmessage = ({ data }) => onMessage(String(data))
  source.onerror = () => onBreak(source.readyState === EventSource.CLOSED)
  return source
}
