import { isVoidCopy, kindOf } from '../kinds/kinds.js'
import { killedAt } from './crashes.js'
import { groupBy } from './group-by.js'
import { historiesOf } from './histories.js'
import { isParked, judgeJob, owningCalls, repeatedRuns, startsAfterAbort } from './judge-job.js'

/** @typedef {import('../contract.d.ts').Evidence} Evidence */
/** @typedef {import('../contract.d.ts').JobHistory} JobHistory */

const LONGEST_REASON = 80

/**
 * What a run came to: every job that a client was told of, and every one that was run, held against
 * the plan. Duplicates are counted; they are what a crash may cost.
 * @param {Evidence} evidence
 * @param {string} deadLetterQueue
 * @returns {import('../contract.d.ts').Verdict}
 */
export function judge(evidence, deadLetterQueue) {
  const histories = historiesOf(evidence)
  const beside = wrongBesideOthers(histories, evidence.events)
  const bad = histories.flatMap((history) =>
    withReasons(history, judgeJob(history, deadLetterQueue), beside.get(history.jobId) ?? []),
  )
  const confirmed = histories.filter(({ isConfirmed }) => isConfirmed)
  const missing = bad.filter(({ verdict }) => verdict === 'missing').length
  return {
    confirmed: confirmed.length,
    unconfirmed: histories.length - confirmed.length,
    bad,
    missing,
    wrong: bad.length - missing,
    reasons: count(bad.map(kindOfFault)),
    problems: problemsOf(
      evidence,
      new Map(histories.map((one) => [one.jobId, one])),
      deadLetterQueue,
    ),
    duplicates: duplicatesIn(histories, deadLetterQueue),
    parked: histories.filter(({ record }) => isParked(record)).length,
    sharedIds: histories.filter(
      ({ job, calls }) => job.kind === 'unique' && owningCalls(calls).length > 1,
    ).length,
    unaskedStarts: sum(
      histories.map(
        (history) => startsAfterAbort(history).filter(({ wasUnasked }) => wasUnasked).length,
      ),
    ),
    answers: count(
      evidence.events.flatMap((seen) => (seen.event === 'answered' ? [seen.outcome] : [])),
    ),
    jobsOfKind: count(confirmed.map(({ job }) => job.kind)),
    faults: count(evidence.events.flatMap((seen) => (seen.event === 'fault' ? [seen.kind] : []))),
  }
}

/**
 * What each kind finds when it looks at all of its jobs, by job id.
 * @param {readonly JobHistory[]} histories
 * @param {Evidence['events']} events
 */
function wrongBesideOthers(histories, events) {
  const context = { killedAt: killedAt(events) }
  const found = [...groupBy(histories, ({ job }) => job.kind)].flatMap(
    ([kind, ofKind]) => kindOf(kind)?.judgeTogether?.(ofKind, context) ?? [],
  )
  return groupBy(found, ({ jobId }) => jobId)
}

/**
 * @param {JobHistory} history
 * @param {import('../contract.d.ts').BadJob | undefined} bad
 * @param {readonly { reason: string }[]} beside
 * @returns {import('../contract.d.ts').BadJob[]}
 */
function withReasons(history, bad, beside) {
  if (!bad && beside.length === 0) return []
  const reasons = [...(bad?.reasons ?? []), ...beside.map(({ reason }) => reason)]
  return [{ history, verdict: bad?.verdict ?? 'wrong', reasons }]
}

/**
 * Whether there is nothing to complain of.
 * @param {Pick<import('../contract.d.ts').Verdict, 'missing' | 'wrong' | 'problems'>} verdict
 */
export function isClean({ missing, wrong, problems }) {
  return missing + wrong + problems.length === 0
}

/** The verdict without the jobs. @param {import('../contract.d.ts').Verdict} verdict */
export function figuresOf(verdict) {
  const { bad, ...figures } = verdict
  return { ...figures, bad: bad.length }
}

/**
 * What many bad jobs have in common.
 * @param {import('../contract.d.ts').BadJob} bad
 */
function kindOfFault({ history, reasons }) {
  const [first = ''] = reasons
  return `${history.job.kind}: ${first.replaceAll(/\d+/g, 'n').slice(0, LONGEST_REASON)}`
}

/**
 * @param {Evidence} evidence
 * @param {ReadonlyMap<string, JobHistory>} known by job id
 * @param {string} deadLetterQueue
 */
function problemsOf({ messages, deaths }, known, deadLetterQueue) {
  const told = messages.filter((message) => {
    const history = known.get(message.jobId ?? '')
    return !history || !isVoidCopy(message, history.job.kind)
  })
  const left = count(told.map(({ queue }) => queue))
  const strangers = messages.filter(({ jobId }) => jobId === undefined || !known.has(jobId))
  return [
    ...deaths.map(({ name, how }) => `${name} ${how}`),
    ...Object.entries(left)
      .filter(([queue]) => queue !== deadLetterQueue)
      .map(([queue, messageCount]) => `${messageCount} messages are left in ${queue}`),
    ...strangers.map(({ queue, text }) => `a message in ${queue} is of no known job: ${text}`),
  ]
}

/**
 * @param {readonly import('../contract.d.ts').JobHistory[]} histories
 * @param {string} deadLetterQueue
 */
function duplicatesIn(histories, deadLetterQueue) {
  const repeats = histories.map(repeatedRuns)
  const letters = histories.map(
    ({ messages }) => messages.filter(({ queue }) => queue === deadLetterQueue).length,
  )
  return {
    runs: sum(repeats),
    jobs: repeats.filter((runs) => runs > 0).length,
    recorded: sum(histories.map(({ record }) => record?.duplicateRuns ?? 0)),
    letters: sum(letters.map((count) => Math.max(0, count - 1))),
  }
}

/** @param {readonly number[]} numbers */
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0)

/**
 * @param {readonly string[]} names
 * @returns {Record<string, number>}
 */
function count(names) {
  /** @type {Record<string, number>} */
  const counts = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
