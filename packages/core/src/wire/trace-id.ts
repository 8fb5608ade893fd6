/** By W3C Trace Context: version, trace id, parent id, flags; later versions may have more behind them. */
const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/

/** The id of the trace that a job belongs to, from the headers of its message; `undefined`: it belongs to none. */
export function traceIdOf(headers: Readonly<Record<string, unknown>>): string | undefined {
  const value = headers['traceparent']
  return typeof value === 'string' ? TRACEPARENT.exec(value)?.[1] : undefined
}
