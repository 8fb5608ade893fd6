import { cronJobJson, momentText, type PausedCrons, ticksOf } from '@arq/admin'
import { ConfigurationError, renderText } from '@arq/core'
import { type CronJob, isCronJob } from '@arq/worker'

import type { Command } from '../command.js'
import { askPaused } from '../cron/ask-paused.js'
import { cronTexts } from '../cron/texts.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import type { GivenFlags } from '../overrides.js'
import { paint, printJson } from '../print.js'
import type { Program } from '../program.js'
import { JSON_FLAG, serversOf, STORE_FLAG } from '../servers.js'
import { tableLines } from '../table.js'
import { texts } from '../texts.js'
import { usageError } from '../usage-error.js'
import { verbTexts } from '../verb-texts.js'

const MOST_TICKS = 1000

/** `arq cron list`: the cron jobs of a settings module, when they come, and by the result store which are paused. */
export const cronListCommand: Command = {
  name: 'cron list',
  describe: verbTexts.cronListCommand(),
  flags: [
    {
      name: 'worker-module',
      alias: 'm',
      kind: 'text',
      describe: texts.workerModuleFlag(),
      isRequired: true,
    },
    { name: 'count', alias: 'n', kind: 'text', describe: cronTexts.countFlag(), default: '1' },
    STORE_FLAG,
    JSON_FLAG,
  ],
  examples: [
    { line: 'arq cron list -m ./settings.ts:workerSettings', describe: cronTexts.exampleList() },
    {
      line: 'arq cron list -m ./settings.ts:workerSettings -n 10 --json',
      describe: cronTexts.exampleListMore(),
    },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const module = String(flags['worker-module'])
  const count = countOf(flags['count'] ?? '1', program)
  const servers = await serversOf(flags, program)
  const jobs = cronJobsOf(servers.settings['cronJobs'])
  const paused = await askPaused(servers, jobs, program)
  const { output, language } = program
  const nowMs = Date.now()
  if (flags['json'] === true) {
    const told = jobs.map((job) => cronJobJson(job, ticksOf(job, nowMs, count), paused))
    printJson({ cronJobs: told }, output)
  } else if (jobs.length === 0) {
    output.write(`${renderText(cronTexts.none({ module }), language)}\n`)
  } else printTable(jobs, { ticks: (job) => ticksOf(job, nowMs, count), paused }, program)
  return EXIT_CODES.ok
}

function countOf(given: unknown, program: Program): number {
  const count = Number(given)
  if (Number.isInteger(count) && count >= 1 && count <= MOST_TICKS) return count
  throw usageError(program, '--count', cronTexts.noCount({ given: String(given) }))
}

function cronJobsOf(given: unknown): readonly CronJob[] {
  const jobs: readonly unknown[] = Array.isArray(given) ? given : []
  return jobs.map((job, index) => {
    if (isCronJob(job)) return job
    const issue = { path: `cronJobs.${String(index)}`, text: cronTexts.notMadeByCron() }
    throw new ConfigurationError('Worker settings', [issue])
  })
}

function printTable(
  jobs: readonly CronJob[],
  {
    ticks,
    paused,
  }: { readonly ticks: (job: CronJob) => readonly string[]; readonly paused: PausedCrons },
  { output, language }: Program,
): void {
  const column = (text: ReturnType<typeof cronTexts.columnName>) =>
    ({ title: renderText(text, language), align: 'left' }) as const
  const pauseOf = ({ name }: CronJob): readonly string[] => {
    const pausedAt = paused?.get(name)?.pausedAt
    if (!pausedAt) return []
    return [
      renderText(
        cronTexts.pausedSince({ since: momentText(Math.floor(pausedAt.getTime() / 1000) * 1000) }),
        language,
      ),
    ]
  }
  const [heading = '', ...rows] = tableLines(
    [
      column(cronTexts.columnName()),
      column(cronTexts.columnWhen()),
      column(cronTexts.columnZone()),
      column(cronTexts.columnNext()),
      column(cronTexts.columnOptions()),
    ],
    jobs.flatMap((job) => {
      const { pattern, timeZone } = job.schedule
      const [first = '-', ...more] = ticks(job)
      return [
        [job.name, pattern, timeZone, first, [...pauseOf(job), ...optionsOf(job)].join(', ')],
        ...more.map((tick) => ['', '', '', tick, '']),
      ]
    }),
    output,
  )
  output.write(`${[paint('bold', heading, output), ...rows].join('\n')}\n`)
}

/** By their names in the code, where they are not the usual ones. */
const optionsOf = ({ runAtStartup, unique, missed, jobId }: CronJob): readonly string[] => [
  ...(runAtStartup ? ['runAtStartup'] : []),
  ...(unique ? [] : ['unique: false']),
  ...(missed === 'skip' ? [] : [`missed: ${missed}`]),
  ...(jobId === undefined ? [] : [`jobId: ${jobId}`]),
]
