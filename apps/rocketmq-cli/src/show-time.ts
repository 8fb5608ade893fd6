/** A moment as people and programs read it; absent ones stay absent. */
export const isoTime = (timestampMs: number | undefined): string | undefined =>
  timestampMs === undefined ? undefined : new Date(timestampMs).toISOString()
