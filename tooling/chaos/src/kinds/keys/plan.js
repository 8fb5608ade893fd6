/** So many jobs share a key: enough for a line, few enough for many keys. */
const JOBS_OF_A_KEY = 25

/** How many jobs of a key run at once; the keys of strict order have one. */
export const KEY_LIMIT = 2

/**
 * A job of a key that others have, too: of every second key the order is strict.
 * @type {import('../kind.d.ts').KindPlan['plan']}
 */
export function planKeys(random, { jobs }) {
  const keys = Math.max(2, Math.ceil(jobs / JOBS_OF_A_KEY))
  const index = random.between(0, keys - 1)
  const isStrict = index % 2 === 1
  return {
    workMs: random.octaves(20, 800),
    failures: random.pick([0, 0, 0, 1]),
    throws: 'retry',
    key: { name: `key-${index}`, isStrict },
  }
}
