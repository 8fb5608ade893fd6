/**
 * What the database has is run, once unless workers die, and nothing else is: that each row is run, all jobs are asked.
 * @param {import('../../contract.d.ts').JobHistory} history
 * @returns {string[]}
 */
export function judgeOutbox({ jobId, calls, starts, crashes, onlyKills }) {
  const committed = calls.flatMap((call) =>
    call.event === 'answered' && call.outcome === COMMITTED ? [call.jobId] : [],
  )
  const reasons = []
  if (!committed.includes(jobId)) reasons.push('it was run, and its row was never committed')
  const tries = new Set(starts.map(({ jobTry }) => jobTry)).size
  if (onlyKills && starts.length > tries + crashes) {
    reasons.push(`it was started ${starts.length} times, and ${crashes} of its workers were killed`)
  }
  return reasons
}

/** How the database's own word is told among the answers. */
export const COMMITTED = 'committed'
