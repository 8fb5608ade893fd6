/** @typedef {import('../contract.d.ts').RunStarted} RunStarted */

/** What a run came to waits for the broker and for Redis before its job is settled. */
const SETTLED_WITHIN_MS = 10_000

/**
 * Which starts have killed their worker, as it looks from outside: a SIGKILL met it while the job ran, or
 * before the job was settled.
 * @param {readonly import('../contract.d.ts').Witnessed[]} events
 * @returns {(start: RunStarted) => boolean}
 */
export function crashRule(events) {
  const killed = killedAt(events)
  const endedAt = new Map(
    events.flatMap((seen) => (seen.event === 'ended' ? [[keyOf(seen), seen.at]] : [])),
  )
  return (start) => {
    const at = killed.get(start.worker)
    const ended = endedAt.get(keyOf(start)) ?? Number.POSITIVE_INFINITY
    return at !== undefined && at >= start.at && at <= ended + SETTLED_WITHIN_MS
  }
}

/**
 * When each worker was killed, by its name.
 * @param {readonly import('../contract.d.ts').Witnessed[]} events
 * @returns {Map<string, number>}
 */
export function killedAt(events) {
  return new Map(
    events.flatMap((seen) =>
      seen.event === 'fault' && seen.kind === 'kill' ? [[seen.what, seen.at]] : [],
    ),
  )
}

/** @param {Pick<RunStarted, 'worker' | 'jobId' | 'jobTry'>} run */
const keyOf = ({ worker, jobId, jobTry }) => `${worker}/${jobId}/${jobTry}`
