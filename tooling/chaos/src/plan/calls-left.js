/** @typedef {import('../contract.d.ts').PlannedJob} PlannedJob */

/**
 * The calls of a client that are still to be made, in the order of time. One that a process before
 * began is not made again, whatever became of it: its job would be another one. Those of unique jobs
 * are repeated until they are answered, since a job's id makes that safe.
 * @param {readonly PlannedJob[]} jobs
 * @param {readonly import('../contract.d.ts').Witnessed[]} seen by the processes before
 * @param {number} client
 */
export function callsLeft(jobs, seen, client) {
  const begun = new Set()
  const told = new Set()
  for (const event of seen) {
    if (event.event === 'called') begun.add(keyOf(event.n, event.call))
    const hasAnswer = event.event === 'answered' && event.jobId !== undefined
    if (hasAnswer) told.add(keyOf(event.n, event.call))
  }
  const own = jobs.flatMap((job) =>
    job.calls.flatMap(({ client: caller, atMs }, call) =>
      caller === client ? [{ job, call, atMs }] : [],
    ),
  )
  const left = own
    .filter(({ job, call }) => !(job.kind === 'unique' ? told : begun).has(keyOf(job.n, call)))
    .sort((one, other) => one.atMs - other.atMs)
  return { calls: left, answeredBefore: own.length - left.length }
}

/**
 * @param {number} n
 * @param {number} call
 */
const keyOf = (n, call) => `${n}/${call}`
