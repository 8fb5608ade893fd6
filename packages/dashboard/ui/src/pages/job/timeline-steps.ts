import type { TimelineEntry } from '../../../../src/contract/index.js'

/** One entry of a timeline, with how long it came after the one before. */
export interface Step {
  readonly entry: TimelineEntry
  /** Milliseconds; `undefined`: nothing came before, or the clocks of two machines disagree. */
  readonly afterMs: number | undefined
  /** It has not come yet. */
  readonly isAhead: boolean
}

/** The entries as they are drawn. */
export function stepsOf(entries: readonly TimelineEntry[], now: number): readonly Step[] {
  return entries.map((entry, index) => {
    const before = entries[index - 1]
    const at = Date.parse(entry.at)
    const afterMs = before && at - Date.parse(before.at)
    return {
      entry,
      afterMs: afterMs !== undefined && afterMs >= 0 ? afterMs : undefined,
      isAhead: at > now,
    }
  })
}
