import { kindOf } from '../kinds/kinds.js'
import { crashRule } from './crashes.js'
import { groupBy } from './group-by.js'

/** @typedef {import('../contract.d.ts').JobHistory} JobHistory */
/** @typedef {import('../contract.d.ts').Witnessed} Witnessed */

/** Faults that take a process and leave nothing of it that goes on. */
const KILLS = new Set(['kill', 'client-kill', 'relay-kill'])

/**
 * What happened to each job that a client was told of, or that was run: one history per job id.
 * @param {import('../contract.d.ts').Evidence} evidence
 * @returns {JobHistory[]}
 */
export function historiesOf({ jobs, events, records, messages }) {
  const calls = groupBy(events.filter(isCall), ({ n }) => n)
  const starts = groupBy(events.filter(isStart), ({ jobId }) => jobId)
  const ends = groupBy(events.filter(isEnd), ({ jobId }) => jobId)
  const steps = groupBy(events.filter(isStep), ({ jobId }) => jobId)
  const onlyKills = events.every((seen) => seen.event !== 'fault' || KILLS.has(seen.kind))
  const aborts = groupBy(events.filter(isAbort), ({ n }) => n)
  const notes = groupBy(events.filter(isNote), ({ n }) => n)
  const waiting = groupBy(messages, ({ jobId }) => jobId ?? '')
  const hasCrashed = crashRule(events)
  const ran = groupBy([...starts.values()].flat(), ({ n }) => n)

  return jobs.flatMap((job) => {
    const callsOfJob = calls.get(job.n) ?? []
    const kind = kindOf(job.kind)
    const confirmedIds = callsOfJob
      .flatMap((call) => (isToldId(call) ? [call.jobId] : []))
      .flatMap((jobId) => kind?.idsOf?.(job, jobId) ?? [jobId])
    const ids = new Set([...confirmedIds, ...(ran.get(job.n) ?? []).map(({ jobId }) => jobId)])
    return [...ids].map((jobId) => ({
      job: kind?.jobOf?.(job, jobId) ?? job,
      jobId,
      isConfirmed: confirmedIds.includes(jobId),
      calls: callsOfJob,
      starts: starts.get(jobId) ?? [],
      ends: ends.get(jobId) ?? [],
      steps: steps.get(jobId) ?? [],
      onlyKills,
      notes: notes.get(job.n) ?? [],
      aborts: aborts.get(job.n) ?? [],
      crashes: (starts.get(jobId) ?? []).filter(hasCrashed).length,
      record: records.get(jobId),
      messages: waiting.get(jobId) ?? [],
    }))
  })
}

/**
 * All ids whose records are to be looked up.
 * @param {readonly import('../contract.d.ts').PlannedJob[]} jobs
 * @param {readonly Witnessed[]} events
 */
export function idsIn(jobs, events) {
  const ids = events.flatMap((seen) => {
    if (isStart(seen)) return [seen.jobId]
    if (!isCall(seen) || !isToldId(seen)) return []
    const job = jobs[seen.n]
    return (job && kindOf(job.kind)?.idsOf?.(job, seen.jobId)) ?? [seen.jobId]
  })
  return [...new Set(ids)]
}

/**
 * @param {Witnessed} seen
 * @returns {seen is import('../contract.d.ts').EnqueueCalled |
 *   import('../contract.d.ts').EnqueueAnswered}
 */
const isCall = (seen) => seen.event === 'called' || seen.event === 'answered'

/**
 * @param {Witnessed} seen
 * @returns {seen is import('../contract.d.ts').RunStarted}
 */
const isStart = (seen) => seen.event === 'started'

/**
 * @param {Witnessed} seen
 * @returns {seen is import('../contract.d.ts').StepRan}
 */
const isStep = (seen) => seen.event === 'step'

/**
 * @param {Witnessed} seen
 * @returns {seen is import('../contract.d.ts').Noted}
 */
const isNote = (seen) => seen.event === 'noted'

/**
 * @param {Witnessed} seen
 * @returns {seen is import('../contract.d.ts').RunEnded}
 */
const isEnd = (seen) => seen.event === 'ended'

/**
 * @param {Witnessed} seen
 * @returns {seen is import('../contract.d.ts').AbortCalled |
 *   import('../contract.d.ts').AbortAnswered}
 */
const isAbort = (seen) => seen.event === 'abort-called' || seen.event === 'abort-answered'

/**
 * Whether a client was told that this job is there: its own, or one of the same id.
 * @param {import('../contract.d.ts').EnqueueCalled | import('../contract.d.ts').EnqueueAnswered} call
 * @returns {call is import('../contract.d.ts').EnqueueAnswered & { jobId: string }}
 */
const isToldId = (call) => call.event === 'answered' && call.jobId !== undefined
