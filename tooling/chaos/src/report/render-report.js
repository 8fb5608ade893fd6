/** @typedef {import('../contract.d.ts').SeedReport} SeedReport */

/**
 * The figures of one run.
 * @param {SeedReport} report
 */
export function renderSeed({ seed, verdict, folder, tookMs, drainMs }) {
  const { confirmed, unconfirmed, missing, wrong, problems, duplicates } = verdict
  return [
    `seed ${seed}: ${missing} missing, ${wrong} wrong of ${confirmed} confirmed jobs`,
    `  jobs        ${counts(verdict.jobsOfKind)}`,
    `  answers     ${counts(verdict.answers)}`,
    `  faults      ${counts(verdict.faults)}`,
    `  duplicates  ${duplicates.runs} runs of ${duplicates.jobs} jobs (records tell of ${duplicates.recorded}), ${duplicates.letters} dead letters`,
    `  unconfirmed ${unconfirmed} jobs were run although their call was not answered; judged as well`,
    `  parked      ${verdict.parked} jobs, since workers that ran them were killed`,
    `  unique      ${verdict.sharedIds} jobs whose second call sent them again, a lease after the first`,
    `  aborted     ${verdict.unaskedStarts} starts after all, while Redis could not be asked`,
    `  time        ${seconds(tookMs)} s, ${seconds(drainMs)} s of it after the last fault`,
    ...Object.entries(verdict.reasons).map(([reason, jobs]) => `  bad         ${jobs} ${reason}`),
    ...problems.map((problem) => `  problem     ${problem}`),
    `  kept in     ${folder}`,
  ].join('\n')
}

/** The last line of all runs. @param {readonly SeedReport[]} reports */
export function renderSum(reports) {
  const sum = (/** @type {(report: SeedReport) => number} */ of) =>
    reports.reduce((total, report) => total + of(report), 0)
  const missing = sum(({ verdict }) => verdict.missing)
  const wrong = sum(({ verdict }) => verdict.wrong)
  const problems = sum(({ verdict }) => verdict.problems.length)
  const jobs = sum(({ verdict }) => verdict.confirmed)
  const more = problems > 0 ? `, ${problems} problems` : ''
  const seeds = reports.length === 1 ? '1 seed' : `${reports.length} seeds`
  return `${missing} missing, ${wrong} wrong${more} (${jobs} confirmed jobs, ${seeds})`
}

/** @param {Readonly<Record<string, number>>} numbers */
function counts(numbers) {
  const entries = Object.entries(numbers).sort(([, one], [, other]) => other - one)
  return entries.map(([name, count]) => `${name} ${count}`).join(', ') || 'none'
}

/** @param {number} ms */
function seconds(ms) {
  return Math.round(ms / 1000)
}
