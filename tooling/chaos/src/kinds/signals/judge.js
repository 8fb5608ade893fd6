import { TIMED_OUT } from './plan.js'

/** @typedef {import('../../contract.d.ts').Noted} Noted */

/**
 * The first signal is what every run of the job is given, and its giver was told so; a wait in vain lasts as long as it
 * says, and nobody was told otherwise.
 * @param {import('../../contract.d.ts').JobHistory} history
 * @returns {string[]}
 */
export function judgeSignals({ job, notes, ends, crashes, onlyKills, record }) {
  const got = notes.filter(({ what }) => what === 'got')
  const outcomes = new Set(got.map(({ value }) => value))
  const outcome = resultOf(record)
  const reasons = []
  if (outcomes.size > 1) reasons.push(`its runs were given ${[...outcomes].join(' and ')}`)
  if (!outcomes.has(outcome)) reasons.push(`its result is ${outcome}, which no run was given`)
  const doubled = mostOfATry(got)
  if (onlyKills && doubled > 1 + crashes) {
    reasons.push(
      `it went on ${doubled} times in one try, and ${crashes} of its workers were killed`,
    )
  }
  const endedAt = Math.min(...ends.filter(hasReturned).map(({ at }) => at))
  return [
    ...reasons,
    ...wrongOutcome(outcome, { job, notes, got }),
    ...wrongAnswers(notes, { outcome, endedAt }),
  ]
}

/** @param {import('../../contract.d.ts').SeenRecord | undefined} record */
const resultOf = (record) => /** @type {{ got?: unknown } | undefined} */ (record?.result)?.got

/** @param {import('../../contract.d.ts').RunEnded} end */
const hasReturned = ({ outcome }) => outcome === 'returned'

/** @param {readonly Noted[]} got */
function mostOfATry(got) {
  const tries = got.map(({ jobTry }) => jobTry)
  return Math.max(0, ...tries.map((jobTry) => tries.filter((other) => other === jobTry).length))
}

/**
 * @param {unknown} outcome
 * @param {{ job: import('../../contract.d.ts').PlannedJob, notes: readonly Noted[], got: readonly Noted[] }} seen
 */
function wrongOutcome(outcome, { job, notes, got }) {
  if (outcome === TIMED_OUT) {
    const waitsSince = notes.find(({ what }) => what === 'waits')?.at ?? 0
    const waitedMs = (got[0]?.at ?? 0) - waitsSince
    const timeoutMs = job.signal?.timeoutMs ?? 0
    return waitedMs < timeoutMs ? [`it waited ${waitedMs} ms, of ${timeoutMs} ms`] : []
  }
  const isGiven = notes.some(({ what, value }) => what === 'signalled' && value === outcome)
  return isGiven ? [] : [`it was given ${outcome}, which nobody has said`]
}

/**
 * @param {readonly Noted[]} notes
 * @param {{ outcome: unknown, endedAt: number }} seen
 */
function wrongAnswers(notes, { outcome, endedAt }) {
  const answers = notes.flatMap(({ what, value, at }) =>
    what === 'answered'
      ? [{ at, .../** @type {{ payload: string, answer: string }} */ (value) }]
      : [],
  )
  const reasons = []
  const accepted = answers.filter(({ answer }) => answer === 'accepted')
  if (accepted.length > 1)
    reasons.push(`${accepted.length} signals were told that they are the first`)
  for (const { payload, answer, at } of answers) {
    const isRight =
      answer === 'accepted'
        ? payload === outcome
        : answer === 'already'
          ? outcome !== TIMED_OUT
          : answer === 'timedOut'
            ? outcome === TIMED_OUT
            : answer === 'ended' && at >= endedAt
    if (!isRight)
      reasons.push(`the signal ${payload} was told: ${answer}; the job was given ${outcome}`)
  }
  return reasons
}
