import { groupBy } from '../../verdict/group-by.js'
import { beyondLimit, wholeSpan } from '../../verdict/spans.js'

/** @typedef {import('../../contract.d.ts').JobHistory} JobHistory */
/** @typedef {import('../kind.d.ts').WrongBesideOthers} WrongBesideOthers */
/**
 * A call that had an answer or none.
 * @typedef {object} Call
 * @property {number} call
 * @property {number} calledAt
 * @property {number} answeredAt infinite: it had none
 * @property {string | undefined} jobId
 * @property {string | undefined} placed
 */

/**
 * The jobs of one key: never two at once, the newest arguments win, none of those that were dropped, none before its
 * window is over, and none too many.
 * @param {readonly JobHistory[]} histories
 * @param {{ killedAt: ReadonlyMap<string, number> }} context
 * @returns {WrongBesideOthers[]}
 */
export function judgeDebounce(histories, { killedAt }) {
  return [...groupBy(histories, ({ job }) => job.n).values()].flatMap((ofKey) => {
    const calls = callsOf(ofKey[0]?.calls ?? [])
    const spans = ofKey.flatMap((history) => wholeSpan(history, killedAt))
    return [
      ...beyondLimit(spans, 1).map(({ jobId, beside }) => ({
        jobId,
        reason: `it ran beside ${beside.join(' and ')}, of the same key`,
      })),
      ...ofKey.flatMap((history) =>
        wrongArguments(history, calls).map((reason) => ({ jobId: history.jobId, reason })),
      ),
      ...callsForNothing(ofKey, calls),
      ...tooManyNew(ofKey, calls),
    ]
  })
}

/**
 * @param {JobHistory['calls']} seen
 * @returns {Call[]}
 */
function callsOf(seen) {
  return seen.flatMap((called) => {
    if (called.event !== 'called') return []
    const answer = seen.find((one) => one.event === 'answered' && one.call === called.call)
    const isGiven = answer?.event === 'answered' && answer.jobId !== undefined
    return [
      {
        call: called.call,
        calledAt: called.at,
        answeredAt: isGiven ? answer.at : Number.POSITIVE_INFINITY,
        jobId: isGiven ? answer.jobId : undefined,
        placed: isGiven ? answer.placed : undefined,
      },
    ]
  })
}

/** @param {Call} one @param {Call} other */
const isBefore = (one, other) => one.answeredAt < other.calledAt

/**
 * @param {JobHistory} history
 * @param {readonly Call[]} calls of its key
 */
function wrongArguments({ job, jobId, starts }, calls) {
  const [start] = starts
  if (!start) return []
  const ran = calls.find(({ call }) => call === start.call)
  if (!ran) return [`it was run for a call ${start.call} that nobody made`]
  const reasons = []
  const others = new Set(starts.map(({ call }) => call))
  if (others.size > 1) reasons.push(`it was run for the calls ${[...others].join(' and ')}`)
  if (ran.placed === 'dropped') reasons.push(`it was run for call ${ran.call}, which was dropped`)
  const newer = calls.find(
    (call) =>
      call.jobId === jobId &&
      call.placed !== 'dropped' &&
      call.answeredAt < start.at &&
      isBefore(ran, call),
  )
  if (newer)
    reasons.push(`it was run for call ${ran.call}, although call ${newer.call} came after it`)
  return [...reasons, ...tooEarly(job, { ran, startedAt: start.at }, calls)]
}

/**
 * @param {import('../../contract.d.ts').PlannedJob} job
 * @param {{ ran: Call, startedAt: number }} run
 * @param {readonly Call[]} calls
 */
function tooEarly({ unique }, { ran, startedAt }, calls) {
  if (unique?.mode !== 'replace') return []
  const firstAt = Math.min(...calls.map(({ calledAt }) => calledAt))
  const dueAt = Math.min(
    ran.calledAt + (unique.windowMs ?? 0),
    firstAt + (unique.maxWaitMs ?? Number.POSITIVE_INFINITY),
  )
  return startedAt < dueAt ? [`it began ${dueAt - startedAt} ms before its window was over`] : []
}

/**
 * Each call that was answered is run, or one that is no older than it.
 * @param {readonly JobHistory[]} histories
 * @param {readonly Call[]} calls
 * @returns {WrongBesideOthers[]}
 */
function callsForNothing(histories, calls) {
  const ran = histories.flatMap(({ starts }) => {
    const found = calls.find(({ call }) => call === starts[0]?.call)
    return found ? [found] : []
  })
  return calls.flatMap((call) => {
    const { jobId } = call
    if (jobId === undefined || call.placed === 'dropped') return []
    if (ran.some((one) => !isBefore(one, call))) return []
    return [
      {
        jobId,
        reason: `call ${call.call} was ${call.placed}, and neither it nor a later one was run`,
      },
    ]
  })
}

/**
 * @param {readonly JobHistory[]} histories
 * @param {readonly Call[]} calls
 * @returns {WrongBesideOthers[]}
 */
function tooManyNew([history], calls) {
  const made = calls.filter(({ placed }) => placed === 'new')
  const found = []
  for (const [jobId, ofJob] of groupBy(made, (call) => call.jobId)) {
    if (jobId === undefined || ofJob.length < 2) continue
    found.push({ jobId, reason: `${ofJob.length} calls were told that they are the first of it` })
  }
  const unique = history?.job.unique
  if (unique?.mode !== 'drop') return found
  for (const call of made) {
    const other = made.find(
      (one) => isBefore(one, call) && call.answeredAt < one.calledAt + (unique.windowMs ?? 0),
    )
    if (!other || call.jobId === undefined) continue
    const reason = `it is new, within the window of ${other.jobId}`
    found.push({ jobId: call.jobId, reason })
  }
  return found
}
