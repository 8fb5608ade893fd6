/**
 * @typedef {import('@arq/tooling-bench/contract').CaseResult} CaseResult
 * @typedef {import('@arq/tooling-bench/contract').LineResult} LineResult
 *
 * A line of arq's that another contestant beat.
 * @typedef {object} LostLine
 * @property {CaseResult} what
 * @property {LineResult} ours
 * @property {LineResult} theirs
 * @property {string} metric
 * @property {number} ratio ours to theirs, the median of the rounds
 * @property {number} share of what the other one did: below 1
 */

/** What counts as won or lost, and whether more is better. CPU stands in the tables. */
const JUDGED = /** @type {const} */ ({ jobsPerSecond: true, startP50Ms: false, startP99Ms: false })

/**
 * Where others were faster than arq in a table.
 * @param {CaseResult} what
 * @returns {LostLine[]}
 */
export function lostLines(what) {
  const byId = new Map(what.lines.map((line) => [line.id, line]))
  return what.lines
    .filter(({ contestant }) => contestant === 'arq')
    .flatMap((ours) =>
      Object.entries(ours.ratios).flatMap(([id, ratios]) => {
        const theirs = byId.get(id)
        if (!theirs || theirs.contestant === 'arq') return []
        return Object.entries(JUDGED).flatMap(([metric, isMoreBetter]) => {
          const ratio = ratios[metric]
          if (ratio === undefined) return []
          const share = isMoreBetter ? ratio : 1 / ratio
          return share < 1 ? [{ what, ours, theirs, metric, ratio, share }] : []
        })
      }),
    )
}
