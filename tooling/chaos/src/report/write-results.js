import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { FAULT_KINDS, FAULTS } from '../plan/fault-plan.js'
import { renderChart } from './chart.js'

/** @typedef {import('../contract.d.ts').SeedReport} SeedReport */

const packageDir = fileURLToPath(new URL('../..', import.meta.url))

/**
 * RESULTS.md and RESULTS.svg: the last figures, and the chart of the first run of them. Runs of kinds that were named have
 * files of their own, so that they take nothing from the figures of the usual ones.
 * @param {readonly SeedReport[]} reports one at least
 * @param {string} [dir] default: this package
 */
export async function writeResults(reports, dir = packageDir) {
  const [first] = reports
  if (!first) return
  const name = first.options.kinds ? 'RESULTS-kinds' : 'RESULTS'
  await writeFile(join(dir, `${name}.md`), renderResults(reports, name))
  await writeFile(join(dir, `${name}.svg`), renderChart(first))
}

/**
 * @param {readonly SeedReport[]} reports one at least
 * @param {string} name of its files
 */
function renderResults(reports, name) {
  const named = reports[0]?.options.kinds
  const call = named
    ? `npm run chaos -- --kinds ${named.join()} --write`
    : 'npm run chaos -- --write'
  return [
    '# Jobs under faults: the last figures',
    '',
    `Written by \`${call}\`; what a run is, and what is looked for, is in the [README](README.md).`,
    'The same seed makes the same plan; which job meets which fault is up to the machine.',
    '',
    ...reports.flatMap(renderRun),
    `![Jobs of seed ${reports[0]?.seed} in each second of the run, and its faults](${name}.svg)`,
    '',
  ].join('\n')
}

/** @param {SeedReport} report */
function renderRun({ seed, options, versions, verdict, tookMs, drainMs }) {
  const { confirmed, unconfirmed, missing, wrong, problems, duplicates } = verdict
  const on = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const rhythm = options.calm > 1 ? ` (\`--calm ${options.calm}\`)` : ''
  const kinds = FAULT_KINDS.filter((kind) => verdict.faults[kind])
  const rows = [
    ['confirmed jobs', confirmed],
    ['missing', missing],
    ['wrong', wrong],
    ['problems', problems.length],
    ['runs of a try that had run before', `${duplicates.runs}, of ${duplicates.jobs} jobs`],
    ['of those, told by records', duplicates.recorded],
    ['second dead letters of a job', duplicates.letters],
    ['jobs parked, since workers that ran them were killed', verdict.parked],
    ['unique jobs that a second call sent again, a lease after the first', verdict.sharedIds],
    ['aborted jobs that started while Redis could not be asked', verdict.unaskedStarts],
    ['run although the call had no answer', unconfirmed],
    ['from the last fault to the last job', `${Math.round(drainMs / 1000)} s`],
    ['in all', `${Math.round(tookMs / 1000)} s`],
  ]
  const jobs = Object.entries(verdict.jobsOfKind).map(([kind, count]) => `${kind} ${count}`)
  return [
    `## Seed ${seed}: ${missing} missing, ${wrong} wrong`,
    '',
    `${options.seconds} s of faults${rhythm}, ${options.workers} workers, ${options.clients} clients; ${on.join(', ')}.`,
    `Jobs: ${jobs.sort().join(', ')}.`,
    '',
    '| figure | |',
    '| --- | --- |',
    ...rows.map(([name, value]) => `| ${name} | ${value} |`),
    '',
    '| fault | times |',
    '| --- | --- |',
    ...kinds.map((kind) => `| ${FAULTS[kind].title} | ${verdict.faults[kind]} |`),
    '',
  ]
}
