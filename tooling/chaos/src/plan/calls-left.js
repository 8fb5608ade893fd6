import { ownId } from '../kinds/kinds.js'

/** @typedef {import('../contract.d.ts').PlannedJob} PlannedJob */

/**
 * The calls of a client that are still to be made, in the order of time. One that a process before
 * began is not made again, whatever became of it: its job would be another one. Those of jobs with an
 * id of their own are repeated until they are answered, since that makes it safe, and so is what else
 * is done with a job.
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
    if (event.event === 'noted' && event.call !== undefined) told.add(keyOf(event.n, event.call))
  }
  const own = jobs.flatMap((job) =>
    job.calls.flatMap(({ client: caller, atMs, act }, call) =>
      caller === client ? [{ job, call, atMs, act }] : [],
    ),
  )
  const left = own
    .filter(({ job, call, act }) => {
      const isRepeated = act !== undefined || ownId(job) !== undefined
      return !(isRepeated ? told : begun).has(keyOf(job.n, call))
    })
    .sort((one, other) => one.atMs - other.atMs)
  return { calls: left, answeredBefore: own.length - left.length }
}

/**
 * @param {number} n
 * @param {number} call
 */
const keyOf = (n, call) => `${n}/${call}`
