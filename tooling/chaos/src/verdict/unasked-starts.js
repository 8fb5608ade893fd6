/** @typedef {import('../contract.d.ts').RunStarted} RunStarted */

/** @type {readonly import('../contract.d.ts').FaultKind[]} after which Redis may not be reached */
const OF_REDIS = ['redis', 'freeze', 'readonly', 'oom', 'redis-cut', 'redis-hang']

/** A worker finds out that Redis is back by looking for it now and then. */
const NOTICED_WITHIN_MS = 10_000

/**
 * Which starts may have happened without Redis being asked: `degradeOnFailure: true` means that jobs
 * start while it is away, those among them that were aborted as they waited.
 * @param {readonly import('../contract.d.ts').Witnessed[]} events
 * @param {import('../contract.d.ts').ChaosOptions['store']} store
 * @returns {(start: RunStarted) => boolean}
 */
export function unaskedRule(events, store) {
  const outages = events.flatMap((seen) =>
    seen.event === 'fault' && OF_REDIS.includes(seen.kind)
      ? [{ from: seen.at, to: (seen.until ?? seen.at) + NOTICED_WITHIN_MS }]
      : [],
  )
  return ({ at, worker }) =>
    degrades(worker, store) && outages.some(({ from, to }) => at >= from && at <= to)
}

/**
 * @param {string} worker its name: `worker-2.5` is in slot 2
 * @param {import('../contract.d.ts').ChaosOptions['store']} store
 */
export function degrades(worker, store) {
  return store === 'mixed' ? Number(/\d+/.exec(worker)) % 2 === 0 : store === 'degrade'
}
