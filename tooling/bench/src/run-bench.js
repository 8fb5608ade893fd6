import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { leaveOutAbsent } from './absent-lines.js'
import { openServers } from './bench-servers.js'
import { buildPackages } from './build.js'
import { describeEnvironment, loadNow } from './environment.js'
import { HELP, parseOptions } from './options.js'
import { Places } from './places.js'
import { ProgressLine } from './progress-line.js'
import { renderProfiles } from './report/render-profile.js'
import { renderText } from './report/render-report.js'
import { judge } from './report/targets.js'
import { planCases, runCase } from './run-cases.js'
import { writeJson, writeResults } from './write-results.js'

/**
 * `npm run bench`.
 * @param {readonly string[]} args
 * @param {{ signal: AbortSignal }} options
 * @returns {Promise<number>} the exit code
 */
export async function runBench(args, { signal }) {
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
  try {
    if (options.builds) await buildPackages(signal)
    const profileDir = options.isProfiling
      ? await mkdtemp(join(tmpdir(), 'arq-bench-profiles-'))
      : undefined
    const report = await measure(options, { signal, profileDir })
    console.log(renderText(report))
    if (profileDir !== undefined) console.log(renderProfiles(profileDir).join('\n'))
    if (options.jsonFile !== undefined) await writeJson(report, options.jsonFile)
    if (options.writesResults) await writeResults(report)
    return 0
  } catch (error) {
    console.error(signal.aborted ? 'ended before its time' : error)
    return 1
  }
}

/**
 * @param {import('./options.js').BenchOptions} options
 * @param {Pick<import('./run-cases.js').RunParts, 'signal' | 'profileDir'>} context
 * @returns {Promise<import('./contract.d.ts').Report>}
 */
async function measure(options, { signal, profileDir }) {
  const log = (/** @type {string} */ line) => console.error(line)
  const wanted = planCases(options)
  const needsPostgres = wanted.some((planned) =>
    planned.case.lines.some(({ settings }) => settings.results === 'postgresql'),
  )
  const servers = await openServers(log, { needsPostgres })
  const places = new Places(servers)
  try {
    const planned = await leaveOutAbsent(wanted, log)
    if (planned.some(({ scenario }) => scenario.isApart)) places.expectManagement()
    const trials = planned.map(({ case: { rounds, lines } }) => rounds * lines.length)
    const total = trials.reduce((sum, count) => sum + count, 0)
    const progress = new ProgressLine(total, process.stderr)
    const before = loadNow()
    const { serverPids } = servers
    const parts = { places, progress, signal, profileDir, serverPids }
    const cases = []
    for (const single of planned) cases.push(await runCase(single, parts))
    return {
      environment: describeEnvironment(servers.versions),
      settings: describeSettings(options),
      load: { before, after: loadNow() },
      cases,
      targets: judge(cases),
    }
  } finally {
    await places.removeAll().catch((error) => log(`queues or keys arq-bench-* stay: ${error}`))
    await servers.stop()
  }
}

/** @param {import('./options.js').BenchOptions} options */
function describeSettings({ rounds, jobs, wires, isQuick, size }) {
  return {
    rounds,
    jobs,
    'bytes per argument': 300,
    wire: wires.length > 0 ? wires.join(' and ') : 'default',
    ...(isQuick && { quick: true }),
    ...(size < 1 && { size }),
  }
}
