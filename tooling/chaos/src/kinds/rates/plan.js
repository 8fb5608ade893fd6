/** So many jobs share a key: enough to wait for some windows, few enough to be done within a run. */
const JOBS_OF_A_KEY = 20

/** How many runs of a key begin in any such span. */
export const RATE = { limit: 5, perMs: 1500 }

/**
 * A job of a key that others have, too.
 * @type {import('../kind.d.ts').KindPlan['plan']}
 */
export function planRates(random, { jobs }) {
  const keys = Math.max(2, Math.ceil(jobs / JOBS_OF_A_KEY))
  return {
    workMs: random.octaves(5, 500),
    failures: random.pick([0, 0, 0, 1]),
    throws: 'retry',
    key: { name: `rate-${random.between(0, keys - 1)}`, isStrict: false },
  }
}
