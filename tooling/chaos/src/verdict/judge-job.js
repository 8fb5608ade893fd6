import { isDeepStrictEqual } from 'node:util'

import { isVoidCopy, kindOf } from '../kinds/kinds.js'
import {
  expectedEnd,
  expectedMessage,
  expectedResult,
  expectedTries,
} from '../processes/expected.js'

/** @typedef {import('../contract.d.ts').JobHistory} JobHistory */

const ABORTED_CODE = 'ARQ_JOB_ABORTED'
const PARKED_CODE = 'ARQ_JOB_SUSPECTED_POISON'
const FINAL = ['completed', 'failed', 'aborted']

/** `claimLease` of the clients, which is the default. */
const LEASE_MS = 60_000

/** A crash repeats a run; so many crashes in one try of one job no plan has. */
const MOST_RUNS_OF_A_TRY = 10

/**
 * Holds what happened to a job against its plan.
 * @param {JobHistory} history
 * @param {string} deadLetterQueue
 * @returns {import('../contract.d.ts').BadJob | undefined} undefined: all is as it should be
 */
export function judgeJob(history, deadLetterQueue) {
  const { record } = history
  if (!record || !hasEnded(record)) {
    const reason = record ? `its record says ${record.status}` : 'it has no record'
    return { history, verdict: 'missing', reasons: [reason] }
  }
  const reasons = wrongEnd(history, record, deadLetterQueue)
  return reasons.length > 0 ? { history, verdict: 'wrong', reasons } : undefined
}

/**
 * @param {JobHistory} history
 * @param {import('../contract.d.ts').SeenRecord} record
 * @param {string} deadLetterQueue
 */
function wrongEnd(history, record, deadLetterQueue) {
  if (record.status === 'aborted') return wrongAbort(history, record, deadLetterQueue)
  if (isParked(record)) return wrongParking(history, deadLetterQueue)
  if (history.job.refusedWith !== undefined) return wrongRefusal(history, record, deadLetterQueue)
  const needsLetter = expectedEnd(history.job).status === 'failed'
  return [
    ...wrongInRecord(history, record),
    ...wrongRuns(history),
    ...wrongMessages(history, { deadLetterQueue, needsLetter }),
    ...wrongCalls(history),
    ...(kindOf(history.job.kind)?.judge?.(history) ?? []),
  ]
}

/**
 * It fails without a run.
 * @param {JobHistory} history
 * @param {import('../contract.d.ts').SeenRecord} record
 * @param {string} deadLetterQueue
 */
function wrongRefusal(history, { status, errorCode }, deadLetterQueue) {
  const { refusedWith } = history.job
  const reasons = wrongMessages(history, { deadLetterQueue, needsLetter: true })
  if (status !== 'failed') reasons.push(`its record says ${status}, not failed`)
  if (errorCode !== refusedWith) reasons.push(`its error code is ${errorCode}, not ${refusedWith}`)
  if (history.starts.length > 0) reasons.push('it was run')
  return reasons
}

/** Whether workers took the job for one that kills them. @param {import('../contract.d.ts').SeenRecord | undefined} record */
export const isParked = (record) => record?.errorCode === PARKED_CODE

/**
 * A SIGKILL from outside looks like a job that kills its process. The first two crashes may have been
 * another job's, or a broken connection; the last one was its own.
 * @param {JobHistory} history
 * @param {string} deadLetterQueue
 */
function wrongParking(history, deadLetterQueue) {
  const reasons = wrongMessages(history, { deadLetterQueue, needsLetter: true })
  if (history.crashes === 0) reasons.push('it was parked, and no worker was killed that ran it')
  return reasons
}

/** Whether it is the record of a job that has ended. @param {import('../contract.d.ts').SeenRecord | undefined} record */
export function hasEnded(record) {
  return record !== undefined && FINAL.includes(record.status)
}

/** How many runs of a try were not the first of it. @param {JobHistory} history */
export function repeatedRuns({ starts }) {
  return starts.length - new Set(starts.map(({ jobTry }) => jobTry)).size
}

/**
 * @param {JobHistory} history
 * @param {import('../contract.d.ts').SeenRecord} record
 */
function wrongInRecord({ job, ends, aborts }, { status, retryCount, result, error, errorCode }) {
  const end = expectedEnd(job)
  if (status !== end.status) return [`its record says ${status}, not ${end.status}: ${error}`]
  const reasons = []
  const retries = expectedTries(job) - 1
  if (retryCount !== retries) reasons.push(`its record has ${retryCount} retries, not ${retries}`)
  const outcome = status === 'completed' ? 'returned' : 'threw'
  if (!ends.some((seen) => seen.jobTry === retryCount + 1 && seen.outcome === outcome)) {
    reasons.push(`no run of try ${retryCount + 1} ${outcome}`)
  }
  if (aborts.some((seen) => seen.event === 'abort-answered' && seen.outcome === 'true')) {
    reasons.push(`its record says ${status}, and its client was told that it is aborted`)
  }
  if (status === 'completed') {
    if (!isDeepStrictEqual(usualPart(result), expectedResult(job, retries + 1))) {
      reasons.push(`its result is ${JSON.stringify(result)?.slice(0, 200)}`)
    }
    return reasons
  }
  if (errorCode !== end.errorCode) reasons.push(`its error code is ${errorCode}`)
  if (job.throws !== 'retry' && !error?.includes(expectedMessage(job))) {
    reasons.push(`its error is ${error}`)
  }
  return reasons
}

/** Without what a feature adds, which its own kind judges. @param {unknown} result */
function usualPart(result) {
  if (typeof result !== 'object' || result === null) return result
  return Object.fromEntries(Object.entries(result).filter(([name]) => name !== 'got'))
}

/**
 * One that was aborted need not have been run, and is not run after its client was told so.
 * @param {JobHistory} history
 * @param {import('../contract.d.ts').SeenRecord} record
 * @param {string} deadLetterQueue
 */
function wrongAbort({ job, messages, aborts, starts }, { errorCode, result }, deadLetterQueue) {
  const reasons = wrongMessages({ job, messages }, { deadLetterQueue, needsLetter: false })
  if (aborts.length === 0) reasons.push('its record says aborted, and nobody aborted it')
  if (errorCode !== ABORTED_CODE) reasons.push(`its error code is ${errorCode}`)
  if (result !== undefined && result !== null) reasons.push('it is aborted and has a result')
  // Who starts jobs without the store while that is away cannot know.
  const late = startsAfterAbort({ aborts, starts }).find(({ wasUnasked }) => !wasUnasked)
  if (late) reasons.push(`it was started at ${late.at}, after its abort was answered`)
  return reasons
}

/**
 * Starts after the client was told that the job is stopped.
 * @param {Pick<JobHistory, 'aborts' | 'starts'>} history
 */
export function startsAfterAbort({ aborts, starts }) {
  const told = aborts.find((seen) => seen.event === 'abort-answered' && seen.outcome === 'true')
  return told ? starts.filter(({ at }) => at > told.at) : []
}

/** @param {JobHistory} history */
function wrongRuns({ job, starts, calls }) {
  const expected = Array.from({ length: expectedTries(job) }, (_, index) => index + 1)
  const reasons = []
  for (const jobTry of expected) {
    const runs = starts.filter((start) => start.jobTry === jobTry).length
    if (runs === 0) reasons.push(`try ${jobTry} was never run`)
    if (runs > MOST_RUNS_OF_A_TRY) reasons.push(`try ${jobTry} was run ${runs} times`)
  }
  const beyond = starts.find(({ jobTry }) => !expected.includes(jobTry))
  if (beyond) reasons.push(`try ${beyond.jobTry} was run, of ${expected.length}`)

  const [firstStart] = starts
  const dueTimes = calls.flatMap((call) => (call.event === 'called' ? [call.dueAt] : []))
  if (!firstStart || dueTimes.length === 0) return reasons
  const earlyMs = Math.min(...dueTimes) - firstStart.at
  if (earlyMs > 0) reasons.push(`it was run ${earlyMs} ms before it was due`)
  return reasons
}

/**
 * @param {Pick<JobHistory, 'job' | 'messages'>} history
 * @param {{ deadLetterQueue: string, needsLetter: boolean }} expected
 */
function wrongMessages({ job, messages }, { deadLetterQueue, needsLetter }) {
  const reasons = messages
    .filter((message) => message.queue !== deadLetterQueue && !isVoidCopy(message, job.kind))
    .map(({ queue }) => `its message is still in ${queue}`)
  const hasLetter = messages.some(({ queue }) => queue === deadLetterQueue)
  if (needsLetter && !hasLetter) reasons.push('it has no dead letter')
  if (!needsLetter && hasLetter) reasons.push(`it is in ${deadLetterQueue}`)
  return reasons
}

/**
 * All calls with one id make one job, whoever dies; and while a call is alive, no other one is told
 * that the job is its own.
 * @param {JobHistory} history
 */
function wrongCalls({ job, calls, starts }) {
  if (job.kind !== 'unique') return []
  const reasons = []
  const [first, ...others] = owningCalls(calls)
  const early = others.find(({ answeredAt }) => first && answeredAt < first.calledAt + LEASE_MS)
  if (early) reasons.push('two calls were told that the job is theirs, within a lease')
  const jobs = new Set(starts.map(({ enqueueTime }) => enqueueTime)).size
  if (jobs > 1) reasons.push(`${jobs} jobs were run under its id`)
  return reasons
}

/**
 * The calls that were told that the job is their own, in the order of time.
 * @param {JobHistory['calls']} calls
 */
export function owningCalls(calls) {
  const calledAt = new Map()
  const owning = []
  for (const seen of calls) {
    if (seen.event === 'called') calledAt.set(seen.call, seen.at)
    else if (seen.outcome === 'confirmed') {
      owning.push({ calledAt: Number(calledAt.get(seen.call)), answeredAt: seen.at })
    }
  }
  return owning
}
