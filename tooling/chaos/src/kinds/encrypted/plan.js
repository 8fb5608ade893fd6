/** Used from the beginning on, and from the middle of a run on. */
export const KEY_IDS = /** @type {const} */ (['old', 'new'])

/** Stands in arguments, results and errors, and nowhere on a disk. */
export const SECRET = 'nobody-may-read-this'

/**
 * A job whose arguments, result or error nobody may read, by the key of its time.
 * @type {import('../kind.d.ts').KindPlan['plan']}
 */
export function planEncrypted(random, { first, lastMs }) {
  return {
    failures: random.pick([0, 0, 1, 2]),
    throws: 'retry',
    keyId: KEY_IDS[first.atMs < lastMs / 2 ? 0 : 1],
    secret: `${SECRET}-${random.between(0, 1_000_000)}`,
  }
}

/**
 * The keys that a worker is started with: of all workers one gets the new key later than others use it.
 * @param {{ isLast: boolean, share: number }} worker `share`: of the run's time that has gone
 */
export const keysOfWorker = ({ isLast, share }) =>
  isLast && share < 0.75 ? KEY_IDS.slice(0, 1) : KEY_IDS
