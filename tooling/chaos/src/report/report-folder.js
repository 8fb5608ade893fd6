import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { figuresOf, isClean } from '../verdict/verdict.js'

const reportsDir = fileURLToPath(new URL('../../../../.reports/chaos', import.meta.url))

/**
 * Where everything of one run is kept; git ignores it.
 * @typedef {object} ReportFolder
 * @property {string} dir
 * @property {string} witnesses
 * @property {string} logs
 */

/**
 * @param {number} seed
 * @param {Date} [now]
 * @returns {Promise<ReportFolder>}
 */
export async function makeReportFolder(seed, now = new Date()) {
  const time = now.toISOString().slice(0, 19).replaceAll(':', '')
  const dir = join(reportsDir, `${time}-seed-${seed}`)
  const folder = { dir, witnesses: join(dir, 'witnesses'), logs: join(dir, 'logs') }
  await mkdir(folder.witnesses, { recursive: true })
  await mkdir(folder.logs)
  return folder
}

/**
 * Writes the verdict and the stories. Witnesses and logs, some ten megabytes, stay only where there
 * is something to find in them.
 * @param {ReportFolder} folder
 * @param {import('../contract.d.ts').Verdict} verdict
 * @param {string} stories
 */
export async function writeReport(folder, verdict, stories) {
  const list = verdict.bad.map(({ history: { job, jobId }, verdict: kind, reasons }) => ({
    n: job.n,
    jobId,
    kind: job.kind,
    verdict: kind,
    reasons,
  }))
  const text = JSON.stringify({ ...figuresOf(verdict), bad: list }, undefined, 2)
  await writeFile(join(folder.dir, 'verdict.json'), `${text}\n`)
  if (stories !== '') await writeFile(join(folder.dir, 'stories.md'), stories)
  if (!isClean(verdict)) return
  await rm(folder.witnesses, { recursive: true })
  await rm(folder.logs, { recursive: true })
}
