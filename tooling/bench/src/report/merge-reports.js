import { judge } from './targets.js'

/**
 * A report that also has the tables of earlier runs, but of what this run measured itself: a
 * scenario can be measured again without hours of the others. Each keeps the facts of its own run.
 * @param {import('../contract.d.ts').Report} report
 * @param {import('../contract.d.ts').Report} previous as it was written
 * @returns {import('../contract.d.ts').Report}
 */
export function mergeReports(report, previous) {
  const measured = new Set(report.cases.map(keyOf))
  const earlier = [previous, ...(previous.earlier ?? [])]
    .map(({ environment, settings, load, cases }) => ({
      environment,
      settings,
      load,
      cases: cases.filter((result) => !measured.has(keyOf(result))),
    }))
    .filter(({ cases }) => cases.length > 0)
  const cases = [...report.cases, ...earlier.flatMap((run) => run.cases)]
  return { ...report, earlier, targets: judge(cases) }
}

/**
 * A scenario has several tables; which, it may have decided otherwise since.
 * @param {import('../contract.d.ts').CaseResult} result
 */
function keyOf({ scenario, queueType }) {
  return `${scenario} ${queueType}`
}
