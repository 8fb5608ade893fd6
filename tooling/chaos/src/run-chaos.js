import { writeFile } from 'node:fs/promises'

import { buildPackages } from '@arq/tooling-bench/build'

import { HELP, parseOptions } from './options.js'
import { ProgressLine } from './progress-line.js'
import { renderSeed, renderSum } from './report/render-report.js'
import { writeResults } from './report/write-results.js'
import { isClean } from './verdict/verdict.js'

/** @typedef {import('./contract.d.ts').SeedReport} SeedReport */

/**
 * `npm run chaos`.
 * @param {readonly string[]} args
 * @param {{ signal: AbortSignal }} context
 * @returns {Promise<number>} the exit code
 */
export async function runChaos(args, { signal }) {
  let options
  try {
    options = parseOptions(args)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${HELP}`)
    return 2
  }
  if (options.wantsHelp) {
    console.log(HELP)
    return 0
  }
  const progress = new ProgressLine(process.stderr)
  /** @type {SeedReport[]} */
  const reports = []
  try {
    if (options.builds) await buildPackages(signal)
    // Not at the top: it loads the built packages.
    const { runSeed } = await import('./run-seed.js')
    for (const seed of options.seeds) {
      const report = await runSeed(seed, options, { signal, progress })
      reports.push(report)
      if (report.stories !== '') progress.say(`\n${report.stories}`)
      progress.say(renderSeed(report))
    }
  } catch (error) {
    console.error(signal.aborted ? 'ended before its time' : error)
    return 1
  }
  if (options.jsonFile !== undefined) {
    await writeFile(options.jsonFile, `${JSON.stringify(reports, undefined, 2)}\n`)
  }
  if (options.writes) await writeResults(reports)
  console.log(renderSum(reports))
  return reports.every(({ verdict }) => isClean(verdict)) ? 0 : 1
}
