import { percentile } from '../report/statistics.js'

/** Below this share of all jobs, those that are due and wait are on their way, and no backlog. */
const BACKLOG_SHARE = 0.01

/**
 * @typedef {object} Moments of jobs, in the same order; milliseconds of `Date.now()`
 * @property {Float64Array} dueAt
 * @property {Float64Array} startedAt
 */

/** @param {Moments} moments */
export function describeLateness({ dueAt, startedAt }) {
  const lateMs = Array.from(dueAt, (due, index) => (startedAt[index] ?? Number.NaN) - due)
  return {
    lateP50Ms: percentile(lateMs, 0.5),
    lateP99Ms: percentile(lateMs, 0.99),
    lateMaxMs: percentile(lateMs, 1),
    early: lateMs.filter((late) => late < 0).length,
  }
}

/**
 * How fast jobs start while many are due and wait: of all times during which more than 1 % of them
 * did, the one in which most started. Not the longest: that may be a stall with little to do.
 * @param {Moments} moments
 * @returns {number} jobs per second; NaN when there never was a backlog
 */
export function drainRate({ dueAt, startedAt }) {
  const due = dueAt.toSorted()
  const started = startedAt.toSorted()
  const allowed = due.length * BACKLOG_SHARE
  let largest = { ms: 0, jobs: 0 }
  /** @type {{ atMs: number, done: number } | undefined} */
  let since
  let dueSoFar = 0
  started.forEach((atMs, done) => {
    while ((due[dueSoFar] ?? Infinity) <= atMs) {
      dueSoFar += 1
      // From the moment at which there were too many, not from the next start, which may be far.
      if (dueSoFar - done > allowed) since ??= { atMs: due[dueSoFar - 1] ?? atMs, done }
    }
    if (!since || dueSoFar - done - 1 > allowed) return
    const jobs = done + 1 - since.done
    if (jobs > largest.jobs) largest = { ms: atMs - since.atMs, jobs }
    since = undefined
  })
  return largest.ms === 0 ? Number.NaN : (largest.jobs / largest.ms) * 1000
}
