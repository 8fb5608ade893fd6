/** @typedef {import('../contract.d.ts').BadJob} BadJob */
/** @typedef {import('../contract.d.ts').Witnessed} Witnessed */

/** Faults so long before the first and after the last event of a job belong to its story. */
const BEFORE_MS = 1000
const AFTER_MS = 5000
const MOST_EVENTS = 60
const LONGEST_VALUE = 300

/**
 * What was seen of a bad job, in the order of time, for a person to find the cause.
 * @param {BadJob} bad
 * @param {object} context
 * @param {readonly Witnessed[]} context.faults of the whole run
 * @param {number} context.beginsAt
 * @param {readonly string[]} context.logLines that name the job
 */
export function tellStory({ history, verdict, reasons }, { faults, beginsAt, logLines }) {
  const { job, jobId, record, messages, isConfirmed } = history
  const own = [
    ...history.calls,
    ...history.aborts,
    ...history.starts,
    ...history.ends,
    ...history.steps,
    ...history.notes,
  ]
  const times = own.map(({ at }) => at)
  const from = Math.min(...times) - BEFORE_MS
  const to = Math.max(...times) + AFTER_MS
  const near = faults.filter(({ at }) => at >= from && at <= to)
  const lines = [...own, ...near]
    .sort((one, other) => one.at - other.at)
    .slice(0, MOST_EVENTS)
    .map((seen) => `    ${since(seen.at, beginsAt)}  ${describe(seen, beginsAt)}`)
  return [
    `## job ${job.n}, ${job.kind} (${jobId}): ${verdict}`,
    '',
    ...reasons.map((reason) => `- ${reason}`),
    ...(isConfirmed ? [] : ['- no call was told that it is there, and it was run']),
    '',
    ...lines,
    '',
    `plan:    ${JSON.stringify(job)}`,
    `record:  ${record ? shorten(JSON.stringify(record)) : 'none'}`,
    `message: ${messages.map(({ queue }) => queue).join(', ') || 'in no queue'}`,
    ...(logLines.length > 0 ? ['', 'logs:', ...logLines.map((line) => `    ${line}`)] : []),
    '',
  ].join('\n')
}

/**
 * @param {Witnessed} seen
 * @param {number} beginsAt
 */
function describe(seen, beginsAt) {
  switch (seen.event) {
    case 'called':
      return `client-${seen.client} enqueues it, due at ${since(seen.dueAt, beginsAt).trim()}`
    case 'answered':
      return `client-${seen.client} is told: ${seen.outcome}`
    case 'abort-called':
      return `client-${seen.client} aborts it`
    case 'abort-answered':
      return `client-${seen.client} is told of its abort: ${seen.outcome}`
    case 'started':
      return `${seen.worker} runs try ${seen.jobTry}`
    case 'step':
      return `${seen.worker} begins the step ${seen.step}`
    case 'ended':
      return `${seen.worker} ${seen.outcome} in try ${seen.jobTry}`
    case 'noted':
      return `${seen.by} notes: ${seen.what}${seen.value === undefined ? '' : ` ${shorten(JSON.stringify(seen.value))}`}`
    case 'fault': {
      const until =
        seen.until === undefined ? '' : ` (over at ${since(seen.until, beginsAt).trim()})`
      return `-- ${seen.kind}: ${seen.what}${until}`
    }
  }
}

/**
 * @param {number} at
 * @param {number} beginsAt
 */
function since(at, beginsAt) {
  return `${((at - beginsAt) / 1000).toFixed(3)} s`.padStart(11)
}

/** @param {string} text */
function shorten(text) {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}… (${text.length})` : text
}
