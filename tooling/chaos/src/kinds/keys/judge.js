import { groupBy } from '../../verdict/group-by.js'
import { KEY_LIMIT } from './plan.js'

/** @typedef {import('../../contract.d.ts').JobHistory} JobHistory */
/** @typedef {{ jobId: string, from: number, to: number }} Span */

/**
 * Of each key no more jobs ran at once than its limit, and those of strict order ran one after the other as they were
 * enqueued.
 * @type {NonNullable<import('../../contract.d.ts').KindPlan['judgeTogether']>}
 */
export function judgeKeys(histories, { killedAt }) {
  const found = []
  for (const [key, ofKey] of groupBy(histories, ({ job }) => job.key?.name)) {
    const isStrict = ofKey[0]?.job.key?.isStrict === true
    const spans = ofKey.flatMap((history) =>
      isStrict ? wholeSpan(history, killedAt) : runSpans(history, killedAt),
    )
    for (const { jobId, beside } of tooMany(spans, isStrict ? 1 : KEY_LIMIT)) {
      found.push({ jobId, reason: `it ran beside ${beside.join(' and ')}, of ${key}` })
    }
    if (isStrict) found.push(...outOfOrder(ofKey))
  }
  return found
}

/**
 * When a job counted. A run counts until it ends or its worker is killed. One that goes on although its job has ended in
 * another run is no job any more: two runs of one job, after a lost connection, are what they are without keys.
 * @param {JobHistory} history
 * @param {ReadonlyMap<string, number>} killedAt
 * @returns {Span[]}
 */
function runSpans({ jobId, starts, ends }, killedAt) {
  return starts.map((start) => {
    const own = ends.find(
      ({ worker, jobTry, at }) =>
        worker === start.worker && jobTry === start.jobTry && at >= start.at,
    )
    const elsewhere = ends.find(
      ({ worker, outcome, at }) =>
        worker !== start.worker && outcome !== 'interrupted' && at >= start.at,
    )
    const killed = killedAt.get(start.worker) ?? Number.POSITIVE_INFINITY
    const to = Math.min(own?.at ?? killed, elsewhere?.at ?? Number.POSITIVE_INFINITY, killed)
    return { jobId, from: start.at, to: Math.max(to, start.at) }
  })
}

/**
 * In strict order a job has its place from its first run to the end of its last one, pauses between tries included.
 * @param {JobHistory} history
 * @param {ReadonlyMap<string, number>} killedAt
 * @returns {Span[]}
 */
function wholeSpan(history, killedAt) {
  const spans = runSpans(history, killedAt)
  const [first] = spans
  if (!first) return []
  const last = history.ends.find(({ outcome }) => outcome === 'returned')
  const to = last?.at ?? Math.max(...spans.map((span) => span.to))
  return [{ jobId: history.jobId, from: first.from, to }]
}

/**
 * Jobs that began while others filled the limit.
 * @param {readonly Span[]} spans
 * @param {number} limit
 */
function tooMany(spans, limit) {
  const ordered = [...spans].sort((one, other) => one.from - other.from)
  return ordered.flatMap(({ jobId, from }) => {
    const others = ordered.filter(
      (span) => span.jobId !== jobId && span.from < from && span.to > from,
    )
    const beside = [...new Set(others.map((span) => span.jobId))]
    return beside.length >= limit ? [{ jobId, beside }] : []
  })
}

/**
 * A call that had its answer before another one was made comes first.
 * @param {readonly JobHistory[]} histories of one key
 */
function outOfOrder(histories) {
  const placed = histories.flatMap((history) => {
    const called = history.calls.find(({ event }) => event === 'called')
    const answered = history.calls.find(
      (seen) => seen.event === 'answered' && seen.outcome === 'confirmed',
    )
    const [start] = history.starts
    return called && start
      ? [
          {
            jobId: history.jobId,
            calledAt: called.at,
            answeredAt: answered?.at ?? Number.POSITIVE_INFINITY,
            startedAt: start.at,
          },
        ]
      : []
  })
  return placed.flatMap(({ jobId, calledAt, startedAt }) => {
    const before = placed.find(
      (other) => other.answeredAt < calledAt && other.startedAt > startedAt,
    )
    return before ? [{ jobId, reason: `it began before ${before.jobId}, which came first` }] : []
  })
}
