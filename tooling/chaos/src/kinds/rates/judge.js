import { groupBy } from '../../verdict/group-by.js'
import { RATE } from './plan.js'

/** @typedef {import('../../contract.d.ts').JobHistory} JobHistory */

/**
 * No span of a key has more starts than its rate. Of a try that was run again only the first start counts: a crash, or a
 * lost connection, leaves it open whether that start was told to the store.
 * @param {readonly JobHistory[]} histories
 */
export function judgeRates(histories) {
  return [...groupBy(histories, ({ job }) => job.key?.name)].flatMap(([key, ofKey]) => {
    const starts = ofKey.flatMap(firstStarts).sort((one, other) => one.at - other.at)
    return starts.flatMap(({ jobId, at }, index) => {
      // The one that has to be over before this one may begin.
      const before = starts[index - RATE.limit]
      if (!before || at - before.at >= RATE.perMs) return []
      const reason = `it began ${at - before.at} ms after the ${RATE.limit}th start of ${key} before it, of ${RATE.perMs} ms`
      return [{ jobId, reason }]
    })
  })
}

/** @param {JobHistory} history */
function firstStarts({ jobId, starts }) {
  return [...groupBy(starts, ({ jobTry }) => jobTry).values()].flatMap(([first]) =>
    first ? [{ jobId, at: first.at }] : [],
  )
}
