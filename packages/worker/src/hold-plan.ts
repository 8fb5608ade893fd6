/** How long deliveries of a queue may wait for a slot here. */
export interface HoldPlan {
  readonly waitLimitMs: number
  /** The longest job does not fit into what the broker allows, however short it waits. */
  readonly isTooShort: boolean
}

/** Less than this share of the broker's limit is no time to wait: jobs would only be thrown to and fro. */
const SHORTEST_WAIT_SHARE = 0.1

/**
 * The broker counts from the delivery: waiting here, the run and the end of a stop together must stay within its limit.
 * What the run and the stop leave is halved, so that a job is handed back well before its time is up.
 * @param settleWithinMs the broker's limit
 * @param neededMs the longest run, and what a stop adds to it
 */
export function planHold(settleWithinMs: number, neededMs: number): HoldPlan {
  const leastMs = settleWithinMs * SHORTEST_WAIT_SHARE
  const restMs = settleWithinMs - neededMs
  const isTooShort = restMs < leastMs
  return { waitLimitMs: isTooShort ? leastMs : restMs / 2, isTooShort }
}

interface Pace {
  /** Deliveries that the broker may hand out now. */
  readonly prefetch: number
  /** The fewest that keep the queue's slots busy. */
  readonly least: number
  /** What the settings allow. */
  readonly most: number
  /** Jobs of the queue that were started between this look and the one before. */
  readonly started: number
  /** Something has waited too long. */
  readonly isOverdue: boolean
}

/** How many deliveries to take from now on: no more than are started soon. */
export function nextPrefetch({ prefetch, least, most, started, isOverdue }: Pace): number {
  const fitting = Math.min(Math.max(started, least), most)
  return isOverdue ? fitting : Math.max(prefetch, fitting)
}
