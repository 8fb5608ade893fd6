import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { renderChart } from './report/chart.js'
import { renderMarkdown } from './report/render-report.js'

const packageDir = fileURLToPath(new URL('..', import.meta.url))

/**
 * RESULTS.md, RESULTS.json and RESULTS.svg.
 * @param {import('./contract.d.ts').Report} report
 * @param {string} [dir] default: this package
 */
export async function writeResults(report, dir = packageDir) {
  await writeFile(join(dir, 'RESULTS.md'), renderMarkdown(report))
  await writeJson(report, join(dir, 'RESULTS.json'))
  await writeFile(join(dir, 'RESULTS.svg'), renderChart(report.cases))
}

/**
 * @param {import('./contract.d.ts').Report} report
 * @param {string} file
 */
export async function writeJson(report, file) {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify(report, undefined, 2)}\n`)
}
