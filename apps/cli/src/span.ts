/** In the largest unit that gives a whole number of at least 1; clocks of two machines may differ. */
export function span(ms: number): string {
  const seconds = Math.max(Math.floor(ms / 1000), 0)
  if (seconds < 60) return `${String(seconds)}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${String(minutes)}m${String(seconds % 60)}s`
  const hours = Math.floor(minutes / 60)
  return hours < 24
    ? `${String(hours)}h${String(minutes % 60)}m`
    : `${String(Math.floor(hours / 24))}d${String(hours % 24)}h`
}
