import { renderText } from '@arq/core'

import type { Command } from '../command.js'
import { runDemo, totalJobs } from '../demo/run-demo.js'
import { openServers } from '../demo/servers.js'
import { reportJson, reportLines } from '../demo/show-report.js'
import { demoTexts } from '../demo/texts.js'
import { surprisesOf } from '../demo/verdict.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { packagesOf } from '../load-package.js'
import type { GivenFlags } from '../overrides.js'
import { printJson } from '../print.js'
import type { Program } from '../program.js'
import { ProgressBar } from '../progress-bar.js'
import { JSON_FLAG } from '../servers.js'
import { usageError } from '../usage-error.js'
import { verbTexts } from '../verb-texts.js'
import { createWiring } from '../wiring.js'

const DEFAULT_JOBS = 200
const MOST_JOBS = 10_000
/** With fewer, no kind could be the most common one. */
const FEWEST_JOBS = 10

/**
 * `arq demo`: runs a mix of jobs and says what became of each. In memory, unless flags name servers: a variable may name
 * servers that are for other work.
 */
export const demoCommand: Command = {
  name: 'demo',
  describe: verbTexts.demoCommand(),
  flags: [
    {
      name: 'rabbitmq-url',
      alias: 'u',
      kind: 'text',
      describe: demoTexts.rabbitmqUrlFlag(),
      hasVariable: false,
    },
    {
      name: 'result-store-url',
      kind: 'text',
      describe: demoTexts.resultStoreUrlFlag(),
      hasVariable: false,
    },
    {
      name: 'jobs',
      kind: 'text',
      describe: demoTexts.jobsFlag(),
      default: String(DEFAULT_JOBS),
    },
    JSON_FLAG,
  ],
  examples: [
    { line: 'arq demo', describe: demoTexts.exampleDemo() },
    {
      line: 'arq demo -u amqp://localhost:5672 --result-store-url redis://localhost:6379/0',
      describe: demoTexts.exampleDemoServers(),
    },
  ],
  readsConfigItself: true,
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const { output, errors, language, folder } = program
  const jobs = jobsOf(flags['jobs'], program)
  const urls = {
    rabbitmqUrl: textOf(flags['rabbitmq-url']),
    resultStoreUrl: textOf(flags['result-store-url']),
  }
  const servers = await openServers(urls, createWiring(packagesOf(folder)))
  const total = totalJobs(jobs)
  const isJson = flags['json'] === true
  if (!isJson) {
    const start = demoTexts.start({ jobs: total, servers: servers.description })
    output.write(`${renderText(start, language)}\n`)
  }
  const bar = new ProgressBar(errors)
  let ended = 0
  const onEnded = (): void => bar.show((ended += 1), total)
  const report = await runDemo(servers, jobs, onEnded).finally(() => bar.end())
  if (isJson) printJson(reportJson(report), output)
  else output.write(`${reportLines(report, urls, program).join('\n')}\n`)
  return surprisesOf(report).length === 0 ? EXIT_CODES.ok : EXIT_CODES.failed
}

function jobsOf(given: unknown, program: Program): number {
  if (given === undefined) return DEFAULT_JOBS
  const jobs = Number(given)
  if (Number.isInteger(jobs) && jobs >= FEWEST_JOBS && jobs <= MOST_JOBS) return jobs
  const problem = demoTexts.jobsWrong({ fewest: FEWEST_JOBS, most: MOST_JOBS })
  throw usageError(program, '--jobs', problem)
}

const textOf = (given: unknown): string | undefined =>
  typeof given === 'string' ? given : undefined
