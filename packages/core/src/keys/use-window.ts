/** Something that counts until a moment: a start, or what jobs have used. */
type Use = readonly [untilMs: number, amount: number]

/** What counts at present, in the order in which it ends. */
export type UseWindow = readonly Use[]

interface WindowRule {
  readonly most: number
  readonly perMs: number
}

/** So many moments are kept by themselves. With more, those of one hundredth of the span end together. */
const MOST_MOMENTS = 100
const SHARES = 100

export const usedOf = (window: UseWindow, nowMs: number): number =>
  window.reduce((sum, [untilMs, amount]) => (untilMs > nowMs ? sum + amount : sum), 0)

/**
 * The window with one more use. What goes beyond the limit counts for longer, for the span times used by limit: so in the
 * long run no more is used than the limit allows.
 * @param nowMs the latest moment that it can be
 */
export function withUse(
  window: UseWindow,
  amount: number,
  { most, perMs }: WindowRule,
  nowMs: number,
): UseWindow {
  if (amount === 0) return window
  const used = usedOf(window, nowMs) + amount
  const spans = used > most && most > 0 ? used / most : 1
  const use: Use = [Math.ceil(nowMs + perMs * spans), amount]
  const all = [...window, use].sort(([one], [other]) => one - other)
  return all.length > MOST_MOMENTS ? merged(all, perMs / SHARES) : all
}

/** The same without what is over. */
export const stillOf = (window: UseWindow, nowMs: number): UseWindow =>
  window.filter(([untilMs]) => untilMs > nowMs)

/** The first moment at which what counts is little enough; the past or `nowMs`, if it is. It always is in the end. */
export function fallsUntil(
  isEnough: (used: number) => boolean,
  window: UseWindow,
  nowMs: number,
): number {
  // From the last one back: sums of what is left, without what rounding leaves of a difference.
  let used = 0
  for (const [untilMs, amount] of window.toReversed()) {
    if (untilMs <= nowMs) break
    used += amount
    if (!isEnough(used)) return untilMs
  }
  return nowMs
}

/** When all of it is over; 0 where there is nothing. */
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
