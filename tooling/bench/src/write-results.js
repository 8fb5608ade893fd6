import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { renderChart } from './report/chart.js'
import { mergeReports } from './report/merge-reports.js'
import { renderMarkdown } from './report/render-report.js'

const packageDir = fileURLToPath(new URL('..', import.meta.url))

/**
 * RESULTS.md, RESULTS.json and RESULTS.svg. Tables of scenarios that this run did not measure stay.
 * @param {import('./contract.d.ts').Report} report
 * @param {string} [dir] default: this package
 */
export async function writeResults(report, dir = packageDir) {
  const file = join(dir, 'RESULTS.json')
  const previous = await readReport(file)
  const merged = previous ? mergeReports(report, previous) : report
  const cases = [...merged.cases, ...(merged.earlier ?? []).flatMap((run) => run.cases)]
  await writeFile(join(dir, 'RESULTS.md'), renderMarkdown(merged))
  await writeJson(merged, file)
  await writeFile(join(dir, 'RESULTS.svg'), renderChart(cases))
}

/**
 * @param {import('./contract.d.ts').Report} report
 * @param {string} file
 */
export async function writeJson(report, file) {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify(report, undefined, 2)}\n`)
}

/**
 * @param {string} file
 * @returns {Promise<import('./contract.d.ts').Report | undefined>} nothing where none is
 */
async function readReport(file) {
  let text
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  // JSON has no NaN, a figure that could not be told, and writes null.
  return JSON.parse(text, (_key, value) => value ?? Number.NaN)
}
