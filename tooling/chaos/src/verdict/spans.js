/** @typedef {import('../contract.d.ts').JobHistory} JobHistory */
/** @typedef {{ jobId: string, from: number, to: number }} Span */

/**
 * When a job counted as one that runs. A run counts until it ends or its worker is killed. One that goes on although its
 * job has ended in another run is no job any more: two runs of one job, after a lost connection, are what every job may
 * have.
 * @param {JobHistory} history
 * @param {ReadonlyMap<string, number>} killedAt by name of the worker
 * @returns {Span[]}
 */
export function runSpans({ jobId, starts, ends }, killedAt) {
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
 * From the first run of a job to the end of its last one, pauses between tries included.
 * @param {JobHistory} history
 * @param {ReadonlyMap<string, number>} killedAt
 * @returns {Span[]} one; none of a job that never ran
 */
export function wholeSpan(history, killedAt) {
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
export function beyondLimit(spans, limit) {
  const ordered = [...spans].sort((one, other) => one.from - other.from)
  return ordered.flatMap(({ jobId, from }) => {
    const others = ordered.filter(
      (span) => span.jobId !== jobId && span.from < from && span.to > from,
    )
    const beside = [...new Set(others.map((span) => span.jobId))]
    return beside.length >= limit ? [{ jobId, beside }] : []
  })
}
