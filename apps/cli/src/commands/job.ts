import { findJob } from '@arq/admin'
import { type JobInfo, renderText, type SignalInfo, type StepInfo } from '@arq/core'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { signalsLines } from '../job/signals-lines.js'
import { stepsLines } from '../job/steps-lines.js'
import { jobTexts } from '../job/texts.js'
import { triesLines } from '../job/tries-lines.js'
import { complain, neededStore, withClient } from '../job/with-client.js'
import type { GivenFlags } from '../overrides.js'
import { paint, printJson } from '../print.js'
import type { Program } from '../program.js'
import { redactorOf } from '../redactor.js'
import { BROKER_FLAGS, JSON_FLAG, serversOf, STORE_FLAG } from '../servers.js'
import { usageError } from '../usage-error.js'
import { verbTexts } from '../verb-texts.js'

/** `arq job <id>`: what is known of jobs; with a flag, it stops them or deletes their records. */
export const jobCommand: Command = {
  name: 'job',
  describe: verbTexts.jobCommand(),
  names: { name: 'ids', describe: jobTexts.idsArgument() },
  flags: [
    { name: 'abort', kind: 'switch', describe: jobTexts.abortFlag() },
    { name: 'delete', kind: 'switch', describe: jobTexts.deleteFlag() },
    ...BROKER_FLAGS,
    STORE_FLAG,
    JSON_FLAG,
  ],
  examples: [
    { line: 'arq job welcome:42 -m ./settings.ts:workerSettings', describe: jobTexts.exampleJob() },
    { line: 'arq job welcome:42 --abort', describe: jobTexts.exampleJobAbort() },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const { output, language } = program
  if (flags['abort'] === true && flags['delete'] === true) {
    throw usageError(program, 'job', jobTexts.oneOfTwo())
  }
  const given: unknown = flags['ids']
  const ids = Array.isArray(given) ? given.map(String) : []
  const servers = await serversOf(flags, program)
  const redacted = redactorOf(servers)
  return withClient(servers, undefined, async (open) => {
    const { entries } = neededStore(open, 'job', program)
    const shown: unknown[] = []
    let isMissing = false
    const say = (text: Parameters<typeof renderText>[0]): void => {
      if (flags['json'] !== true) output.write(`${renderText(text, language)}\n`)
    }
    for (const id of ids) {
      const job = open.client.getJob(id)
      const info = await findJob(open.client, id)
      if (!info) {
        isMissing = true
        complain(jobTexts.unknownJob({ id }), program)
      } else if (flags['abort'] === true) {
        const isAborted = await job.abort()
        shown.push({ jobId: id, isAborted })
        say(isAborted ? jobTexts.aborted({ id }) : jobTexts.notAborted({ id }))
      } else if (flags['delete'] === true) {
        shown.push({ jobId: id, isDeleted: await job.delete() })
        say(jobTexts.deleted({ id }))
      } else {
        const seen = redacted(info)
        const steps = (await job.steps()).map(redacted)
        const signals = entries ? (await job.signals()).map(redacted) : []
        shown.push({
          ...seen,
          ...(steps.length === 0 ? {} : { steps }),
          ...(signals.length === 0 ? {} : { signals }),
        })
        if (flags['json'] !== true) output.write(asLines(seen, { steps, signals }, program))
      }
    }
    if (flags['json'] === true) printJson({ jobs: shown }, output)
    return isMissing ? EXIT_CODES.notFound : EXIT_CODES.ok
  })
}

interface Stored {
  readonly steps: readonly StepInfo[]
  readonly signals: readonly SignalInfo[]
}

/** One value a line; then the stack, steps, signals, earlier tries and what the job logged, in lines of their own. */
function asLines(info: JobInfo, { steps, signals }: Stored, program: Program): string {
  const { output } = program
  const { traceback, log, tries, ...rest } = info
  const { durationMs } = rest
  // Nobody reads a millionth of a millisecond; the key keeps its place.
  const inMs = durationMs === undefined ? {} : { durationMs: Number(durationMs.toFixed(1)) }
  const entries = Object.entries({ ...rest, ...inMs }).filter(
    ([, value]: [string, unknown]) => value !== undefined,
  )
  const width = Math.max(...entries.map(([key]) => key.length))
  const lines = entries.map(([key, value]: [string, unknown]) => {
    return `${paint('bold', key.padEnd(width), output)}  ${shown(value)}`
  })
  const stack = traceback === undefined ? [] : [traceback]
  const ends = [
    ...stepsLines(steps, program),
    ...signalsLines(signals, info, program),
    ...triesLines(tries, program),
    ...logLines(log, program),
  ]
  return `${[...lines, ...stack, ...ends].join('\n')}\n`
}

function logLines(log: JobInfo['log'], { output, language }: Program): readonly string[] {
  if (!log) return []
  const title = paint('bold', renderText(jobTexts.logTitle(), language), output)
  const { dropped } = log
  const left = dropped > 0 ? [renderText(jobTexts.logDropped({ dropped }), language)] : []
  return [title, ...[...left, ...log.lines].map((line) => `  ${line}`)]
}

function shown(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'string' ? value : JSON.stringify(value)
}
