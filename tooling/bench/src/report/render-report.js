import { caseTable } from './case-table.js'
import { markdownTable, textTable } from './text-table.js'

const CHART = 'RESULTS.svg'

/**
 * For a terminal.
 * @param {import('../contract.d.ts').Report} report
 */
export function renderText(report) {
  const cases = report.cases.flatMap((result) => {
    const { header, rows } = caseTable(result)
    const title = `${result.title}, ${result.queueType} queue`
    return ['', title, textTable(header, rows), ...absentLines(result)]
  })
  return [...factLines(report), ...cases, '', ...targetLines(report.targets), ''].join('\n')
}

/**
 * RESULTS.md.
 * @param {import('../contract.d.ts').Report} report
 */
export function renderMarkdown(report) {
  const targets = targetTable(report.targets)
  return [
    '# Results',
    '',
    'Written by `npm run bench -- --write`; how each figure comes about is in the README. Medians of',
    'all rounds, the spread from the worst to the best; ratios are the median of the ratios of each',
    'round. Compare figures only within one table: rates are bound by the broker and by the machine.',
    '',
    ...factList(report),
    `![jobs per second and CPU per job](${CHART})`,
    '',
    '## Targets',
    '',
    markdownTable(targets.header, targets.rows),
    '',
    ...report.cases.flatMap(caseSection),
    ...(report.earlier ?? []).flatMap((run) => [
      'What follows was measured in another run:',
      '',
      ...factList(run),
      ...run.cases.flatMap(caseSection),
    ]),
  ].join('\n')
}

/** @param {import('../contract.d.ts').CaseResult} result */
function caseSection(result) {
  const { header, rows } = caseTable(result)
  const title = `## ${result.title}, ${result.queueType} queue`
  const absent = absentLines(result).map((line) => `- ${line}`)
  return [title, '', markdownTable(header, rows), '', ...(absent.length > 0 ? [...absent, ''] : [])]
}

/** @param {import('../contract.d.ts').CaseResult} result */
function absentLines({ absent = [] }) {
  return absent.map(({ title, reason }) => `Not run: ${title}: ${reason}`)
}

/** @param {import('../contract.d.ts').Run} run */
function factList(run) {
  return [...factLines(run).map((line) => `- ${line}`), '']
}

/** @param {import('../contract.d.ts').Run} run */
function factLines({ environment, settings, load }) {
  const { cores, cpu, memoryGiB, os, versions } = environment
  const pairs = (/** @type {Readonly<Record<string, unknown>>} */ values) =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${String(value)}`)
      .join(', ')
  return [
    `Machine: ${cores} × ${cpu}, ${memoryGiB} GiB, ${os}; clients and servers share it`,
    `Load average before ${load.before}, after ${load.after}${loadWarning(load.before, cores)}`,
    `Versions: ${pairs(versions)}`,
    `Settings: ${pairs(settings)}`,
  ]
}

/**
 * @param {number} before
 * @param {number} cores
 */
function loadWarning(before, cores) {
  if (before <= cores) return ''
  return `. More than the ${cores} cores have time for, before the run: measure again`
}

/**
 * Only what was measured: most runs are of a part.
 * @param {readonly import('../contract.d.ts').TargetResult[]} targets
 */
function targetLines(targets) {
  const measured = targets.filter(({ verdict }) => verdict !== 'not measured')
  const others = `Targets not measured by this run: ${targets.length - measured.length}`
  if (measured.length === 0) return [others]
  const { header, rows } = targetTable(measured)
  return ['Targets', textTable(header, rows), others]
}

/** @param {readonly import('../contract.d.ts').TargetResult[]} targets */
function targetTable(targets) {
  return {
    header: ['', 'wanted', 'got', ''],
    rows: targets.map(({ title, wanted, got, verdict }) => [title, wanted, got, verdict]),
  }
}
