const MODES = /** @type {const} */ (['drop', 'replace', 'keepLast'])

/**
 * Several calls of one key, of all clients, within some seconds.
 * @type {import('../kind.d.ts').KindPlan['plan']}
 */
export function planDebounce(random, { first, clients }) {
  const mode = random.pick(MODES)
  const spreadMs = random.octaves(50, 5000)
  const others = Array.from({ length: random.between(1, 8) }, () => ({
    client: random.between(0, clients - 1),
    atMs: first.atMs + random.between(0, spreadMs),
  }))
  return {
    calls: [first, ...others],
    workMs: random.octaves(10, 1500),
    failures: random.pick([0, 0, 0, 1]),
    throws: 'retry',
    unique: { mode, ...timesOf(mode, random) },
  }
}

/**
 * @param {typeof MODES[number]} mode
 * @param {import('../../plan/random.js').Random} random
 * @returns {Pick<import('../feature-plans.d.ts').UniquePlan, 'windowMs' | 'maxWaitMs'>}
 */
function timesOf(mode, random) {
  const windowMs = random.octaves(100, 2000)
  if (mode === 'keepLast') return {}
  if (mode === 'drop') return random.next() < 0.5 ? {} : { windowMs }
  return random.next() < 0.5 ? { windowMs } : { windowMs, maxWaitMs: 2 * windowMs }
}
