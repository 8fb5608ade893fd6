/** How long deliveries of a queue may wait for a slot here. */
export interface WaitPlan {
  readonly waitLimitMs: number
  /** The longest job does not fit into the broker's limit, however short it waits. */
  readonly isTooShort: boolean
}

/** Share of the broker's limit. With less time to wait, jobs would go back and forth between broker and worker. */
const SHORTEST_WAIT_SHARE = 0.1

/**
 * The broker counts from the delivery: the wait for a slot, the run and a stop must together stay within its limit.
 * What the run and the stop leave is halved, so that a job is handed back well before its time is up.
 * @param settleWithinMs the broker's limit
 * @param neededMs the longest run, and what a stop adds to it
 */
export function planWait(settleWithinMs: number, neededMs: number): WaitPlan {
  const shortestMs = settleWithinMs * SHORTEST_WAIT_SHARE
  const restMs = settleWithinMs - neededMs
  const isTooShort = restMs < shortestMs
  return { waitLimitMs: isTooShort ? shortestMs : restMs / 2, isTooShort }
}

interface Pace {
  /** Deliveries that the broker may hand out now. */
  readonly prefetch: number
  /** The fewest that keep the queue's slots busy. */
  readonly smallest: number
  /** The most that the settings allow. */
  readonly largest: number
  /** Jobs of the queue that were started since the last review. */
  readonly started: number
  /** A job has waited too long. */
  readonly isOverdue: boolean
}

/** How many deliveries to take from now on: no more than are started soon. */
export function nextPrefetch({ prefetch, smallest, largest, started, isOverdue }: Pace): number {
  const fitting = Math.min(Math.max(started, smallest), largest)
  return isOverdue ? fitting : Math.max(prefetch, fitting)
}
