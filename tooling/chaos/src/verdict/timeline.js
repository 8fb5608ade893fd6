/**
 * How many jobs were enqueued and ended in each second of a run, and what happened meanwhile.
 * @param {readonly import('../contract.d.ts').Witnessed[]} events in the order of time
 * @param {number} beginsAt
 * @returns {import('../contract.d.ts').Timeline}
 */
export function timelineOf(events, beginsAt) {
  /** @type {number[]} */
  const confirmedAt = []
  /** @type {Map<string, number>} the last end of each job */
  const endedAt = new Map()
  const faults = []
  for (const seen of events) {
    if (seen.event === 'answered' && seen.outcome === 'confirmed') confirmedAt.push(seen.at)
    if (seen.event === 'ended' && seen.outcome !== 'interrupted') endedAt.set(seen.jobId, seen.at)
    if (seen.event === 'fault') {
      const { kind, at, until = at } = seen
      faults.push({ kind, fromMs: at - beginsAt, toMs: until - beginsAt })
    }
  }
  return {
    enqueued: perSecond(confirmedAt, beginsAt),
    ended: perSecond([...endedAt.values()], beginsAt),
    faults,
  }
}

/**
 * @param {readonly number[]} moments
 * @param {number} beginsAt
 */
function perSecond(moments, beginsAt) {
  const seconds = moments.map((at) => Math.max(0, Math.floor((at - beginsAt) / 1000)))
  const length = seconds.reduce((most, second) => Math.max(most, second + 1), 0)
  const counts = Array.from({ length }, () => 0)
  for (const second of seconds) counts[second] = (counts[second] ?? 0) + 1
  return counts
}
