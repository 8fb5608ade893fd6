import { groupBy } from '../../verdict/group-by.js'
import { beyondLimit, runSpans, wholeSpan } from '../../verdict/spans.js'
import { KEY_LIMIT } from './plan.js'

/** @typedef {import('../../contract.d.ts').JobHistory} JobHistory */

/**
 * Of each key no more jobs ran at once than its limit, and those of strict order ran one after the other as they were
 * enqueued.
 * @type {NonNullable<import('../kind.d.ts').KindPlan['judgeTogether']>}
 */
export function judgeKeys(histories, { killedAt }) {
  const found = []
  for (const [key, ofKey] of groupBy(histories, ({ job }) => job.key?.name)) {
    const isStrict = ofKey[0]?.job.key?.isStrict === true
    const spans = ofKey.flatMap((history) =>
      isStrict ? wholeSpan(history, killedAt) : runSpans(history, killedAt),
    )
    for (const { jobId, beside } of beyondLimit(spans, isStrict ? 1 : KEY_LIMIT)) {
      found.push({ jobId, reason: `it ran beside ${beside.join(' and ')}, of ${key}` })
    }
    if (isStrict) found.push(...outOfOrder(ofKey))
  }
  return found
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
