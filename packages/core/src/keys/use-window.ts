/** Something that counts until a moment: a start, or what jobs have used. */
export type Use = readonly [untilMs: number, amount: number]

/** What counts at present, in the order in which it ends. */
export type UseWindow = readonly Use[]

/** A window of a rate. */
export interface WindowRule {
  readonly most: number
  readonly perMs: number
}

/** So many moments are kept by themselves. With more, those of one hundredth of the span end together. */
const MOST_MOMENTS = 100
const SHARES = 100

export const usedOf = (window: UseWindow, nowMs: number): number =>
  window.reduce((sum, [untilMs, amount]) => (untilMs > nowMs ? sum + amount : sum), 0)

/**
 * The window with one more use. What goes beyond the limit counts for longer, so that in the long run no more is used
 * than the limit allows: for the span times used by limit.
 */
export function withUse(
  window: UseWindow,
  amount: number,
  { most, perMs }: WindowRule,
  nowMs: number,
): UseWindow {
  const live = window.filter(([untilMs]) => untilMs > nowMs)
  const used = usedOf(live, nowMs) + amount
  const spans = used > most && most > 0 ? used / most : 1
  const untilMs = nowMs + perMs * spans
  const kept = [...live, [untilMs, amount] as const].sort(([one], [other]) => one - other)
  return kept.length > MOST_MOMENTS ? merged(kept, perMs / SHARES) : kept
}

/**
 * The first moment at which no more than `most` counts: the past, if that is now; `undefined`: never by itself.
 */
export function fallsTo(most: number, window: UseWindow, nowMs: number): number | undefined {
  if (most < 0) return undefined
  let used = usedOf(window, nowMs)
  let atMs = nowMs
  for (const [untilMs, amount] of window) {
    if (used <= most) break
    if (untilMs <= nowMs) continue
    used -= amount
    atMs = untilMs
  }
  return atMs
}

/** When all of it is over. */
export const overAt = (window: UseWindow): number => window.at(-1)?.[0] ?? 0

/** By shares that do not move: what was put together once is not put off any further. */
function merged(window: UseWindow, shareMs: number): UseWindow {
  const shares = new Map<number, Use>()
  for (const [untilMs, amount] of window) {
    const share = Math.ceil(untilMs / shareMs)
    const [latestMs, sum] = shares.get(share) ?? [untilMs, 0]
    shares.set(share, [Math.max(latestMs, untilMs), sum + amount])
  }
  return [...shares.values()]
}
