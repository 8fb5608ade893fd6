/** @typedef {import('../contract.d.ts').DelayLaw} DelayLaw */
/** @typedef {{ dueAtMs: number, when: import('../contract.d.ts').When | undefined }} Planned */

const SEED = 20_011

/**
 * When each job is due and how the client is told so.
 *
 * Of a job with `deferBy` the moment is that of the call plus the delay: the least that is right.
 * What the client takes until it looks at its clock counts as lateness.
 * @param {DelayLaw} law
 * @param {{ count: number, startMs: number }} options `startMs`: when the first is sent
 * @returns {(index: number, nowMs: number) => Planned}
 */
export function planDelays(law, { count, startMs }) {
  if (law.kind === 'none') return (_index, nowMs) => ({ dueAtMs: nowMs, when: undefined })
  if (law.kind === 'steady') {
    const intervalMs = 1000 / law.rate
    return (index) => {
      const dueAtMs = Math.ceil(startMs + law.afterMs + index * intervalMs)
      return { dueAtMs, when: { deferUntil: new Date(dueAtMs) } }
    }
  }
  if (law.kind === 'one moment') {
    const dueAtMs = startMs + law.afterMs
    const when = { deferUntil: new Date(dueAtMs) }
    return () => ({ dueAtMs, when })
  }
  const delays = logUniform(law, count)
  return (index, nowMs) => {
    const delayMs = delays[index] ?? Number.NaN
    return { dueAtMs: nowMs + delayMs, when: { deferBy: `${delayMs}ms` } }
  }
}

/**
 * Whole milliseconds, the same in every run.
 * @param {{ shortestMs: number, longestMs: number }} bounds
 * @param {number} count
 */
function logUniform({ shortestMs, longestMs }, count) {
  const random = randomShares(SEED)
  return Int32Array.from({ length: count }, () =>
    Math.round(shortestMs * (longestMs / shortestMs) ** random()),
  )
}

/**
 * Marsaglia's xorshift of 32 bits (Journal of Statistical Software 8, 2003): `Math.random` takes no
 * seed, and every line is to have the same delays.
 * @param {number} seed not 0
 * @returns {() => number} from 0 to 1
 */
function randomShares(seed) {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
