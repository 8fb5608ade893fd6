import { isArqError, renderText, toError, type Transport, type UniqueOptions } from '@arq/core'
import { nearestName } from '@arq/core/internal'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { jobTexts } from '../job/texts.js'
import { complain, type OpenClient, withClient } from '../job/with-client.js'
import { type GivenFlags, overriddenQueues } from '../overrides.js'
import { printJson } from '../print.js'
import type { Program } from '../program.js'
import { queuesOf } from '../queues-of.js'
import { BROKER_FLAGS, JSON_FLAG, serversOf, STORE_FLAG } from '../servers.js'
import type { GivenSettings } from '../settings-shape.js'
import { taskNamesOf } from '../task-names-of.js'
import { usageError } from '../usage-error.js'
import { verbTexts } from '../verb-texts.js'
import { jsonOrText } from '../words.js'

/** `arq enqueue`: one job, confirmed by the broker when the command ends. */
export const enqueueCommand: Command = {
  name: 'enqueue',
  describe: verbTexts.enqueueCommand(),
  names: { name: 'call', describe: jobTexts.callArgument() },
  flags: [
    { name: 'args', kind: 'text', describe: jobTexts.argsFlag() },
    { name: 'queue', alias: 'q', kind: 'list', describe: jobTexts.enqueueQueueFlag() },
    { name: 'job-id', kind: 'text', describe: jobTexts.jobIdFlag() },
    { name: 'defer-by', kind: 'text', describe: jobTexts.deferByFlag() },
    { name: 'defer-until', kind: 'text', describe: jobTexts.deferUntilFlag() },
    { name: 'expires', kind: 'text', describe: jobTexts.expiresFlag() },
    { name: 'priority', kind: 'text', describe: jobTexts.priorityFlag() },
    { name: 'unique-key', kind: 'text', describe: jobTexts.uniqueKeyFlag() },
    { name: 'unique-mode', kind: 'text', describe: jobTexts.uniqueModeFlag() },
    { name: 'window', kind: 'text', describe: jobTexts.windowFlag() },
    { name: 'max-wait', kind: 'text', describe: jobTexts.maxWaitFlag() },
    { name: 'wait', kind: 'text', mayBeAlone: true, describe: jobTexts.waitFlag() },
    ...BROKER_FLAGS,
    STORE_FLAG,
    JSON_FLAG,
  ],
  examples: [
    {
      line: 'arq enqueue send_email user@example.com Welcome',
      describe: jobTexts.exampleEnqueue(),
    },
    {
      line: `arq enqueue resize --args '{"url": "https://…", "widths": [320]}' -q images --defer-by 10m`,
      describe: jobTexts.exampleEnqueueJson(),
    },
    { line: 'arq enqueue add 1 2 --wait 10s', describe: jobTexts.exampleEnqueueWait() },
    {
      line: 'arq enqueue reindex 42 --unique-key 42 --unique-mode replace --window 5s --max-wait 1m',
      describe: jobTexts.exampleEnqueueUnique(),
    },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const { output, language } = program
  const { task, args } = callOf(flags, program)
  const options = optionsOf(flags, program)
  const wait = textOf(flags['wait'])
  const servers = await serversOf(flags, program)
  const named = overriddenQueues(servers.overrides) ?? queuesOf(servers.settings)
  const queueName = named?.[0]
  warnOfUnknownTask(task, servers.settings, program)
  const enqueue = async ({ client, transport }: OpenClient): Promise<ExitCode> => {
    const job = await client.enqueueJob(task, args, options)
    const say = (text: Parameters<typeof renderText>[0]): void =>
      output.write(`${renderText(text, language)}\n`)
    if (!job) {
      const id = options.jobId ?? ''
      if (flags['json'] === true) printJson({ jobId: id, isEnqueued: false }, output)
      else say(jobTexts.exists({ id }))
      return EXIT_CODES.failed
    }
    const queue = queueName ?? 'default'
    const isJson = flags['json'] === true
    if (!isJson) {
      say(jobTexts.enqueued({ id: job.id, queue }))
      if (job.placed === 'replaced') say(jobTexts.wasReplaced())
      if (job.placed === 'dropped') say(jobTexts.wasDropped())
    }
    const placed = options.unique ? { placed: job.placed } : {}
    // Without a time it may wait for ever.
    if (wait === '') await warnOfIdleQueue(queue, transport, program)
    const resultOf = (limit: string) =>
      job
        .result(limit === '' ? {} : { timeout: durationOf(limit) })
        .catch(async (error: unknown) => {
          if (isArqError(error) && error.code === 'ARQ_RESULT_TIMEOUT') {
            await warnOfIdleQueue(queue, transport, program)
          }
          throw error
        })
    const ended = wait === undefined ? {} : { result: await resultOf(wait) }
    if (isJson) printJson({ jobId: job.id, isEnqueued: true, queue, ...placed, ...ended }, output)
    else if ('result' in ended) {
      say(
        jobTexts.resultIs({
          result: ended.result === undefined ? 'null' : JSON.stringify(ended.result),
        }),
      )
    }
    return EXIT_CODES.ok
  }
  return withClient(servers, queueName, enqueue, { waitsForResults: wait !== undefined })
}

/** With a settings module a typo shows before somebody wonders why the job does not run. */
function warnOfUnknownTask(task: string, settings: GivenSettings, program: Program): void {
  const names = taskNamesOf(settings)
  if (names.length === 0 || names.includes(task)) return
  const meant = nearestName(task, names)
  complain(
    meant === undefined
      ? jobTexts.taskUnknown({ task, known: names.join(', ') })
      : jobTexts.taskUnknownMeant({ task, meant }),
    program,
  )
}

async function warnOfIdleQueue(
  queue: string,
  transport: Transport,
  program: Program,
): Promise<void> {
  // The job's own error is what counts, whatever can be seen here.
  const info = await transport.queueInfo(queue).catch(() => undefined)
  if (info?.consumers === 0) complain(jobTexts.nobodyConsumes({ queue }), program)
}

interface Call {
  readonly task: string
  readonly args: readonly unknown[] | Readonly<Record<string, unknown>>
}

function callOf(flags: GivenFlags, program: Program): Call {
  const given: unknown = flags['call']
  const [task = '', ...words] = Array.isArray(given) ? given.map(String) : []
  if (/^[[{]/.test(task)) throw usageError(program, 'enqueue', jobTexts.noTask({ given: task }))
  const args = textOf(flags['args'])
  if (args === undefined) return { task, args: words.map(jsonOrText) }
  if (words.length > 0) throw usageError(program, '--args', jobTexts.bothArguments())
  return { task, args: argumentsOf(args, program) }
}

function argumentsOf(text: string, program: Program): Call['args'] {
  let reason: string
  try {
    const value: unknown = JSON.parse(text)
    // JSON knows no other objects.
    if (typeof value === 'object' && value !== null) return value as Call['args']
    reason = text
  } catch (error) {
    reason = toError(error).message
  }
  throw usageError(program, '--args', jobTexts.notJson({ reason }))
}

function uniqueOf(flags: GivenFlags, program: Program): UniqueOptions | undefined {
  const [key, mode] = [textOf(flags['unique-key']), textOf(flags['unique-mode'])]
  const [window, maxWait] = [textOf(flags['window']), textOf(flags['max-wait'])]
  if (key === undefined) {
    const other = Object.entries({ 'unique-mode': mode, window, 'max-wait': maxWait })
    const given = other.find(([, value]) => value !== undefined)?.[0]
    if (given === undefined) return undefined
    throw usageError(program, `--${given}`, jobTexts.needsUniqueKey())
  }
  return {
    key,
    // The client checks it.
    mode: (mode ?? 'drop') as UniqueOptions['mode'],
    ...(window !== undefined && { window: durationOf(window) }),
    ...(maxWait !== undefined && { maxWait: durationOf(maxWait) }),
  }
}

/** What was given; the client checks it, and names each wrong one. */
function optionsOf(flags: GivenFlags, program: Program) {
  const jobId = textOf(flags['job-id'])
  const deferBy = textOf(flags['defer-by'])
  const deferUntil = textOf(flags['defer-until'])
  const expires = textOf(flags['expires'])
  const priority = textOf(flags['priority'])
  const unique = uniqueOf(flags, program)
  return {
    ...(jobId === undefined ? {} : { jobId }),
    ...(unique && { unique }),
    ...(deferBy === undefined ? {} : { deferBy: durationOf(deferBy) }),
    ...(deferUntil === undefined ? {} : { deferUntil }),
    ...(expires === undefined ? {} : { expires: durationOf(expires) }),
    ...(priority === undefined ? {} : { priority: numberOf(priority, '--priority', program) }),
  }
}

/** Seconds, or text with its unit; what is neither the client refuses. */
const durationOf = (text: string): never =>
  // Both are durations, and the client checks which texts are.
  (/^\d+(?:\.\d+)?$/.test(text) ? Number(text) : text) as never

function numberOf(given: string, flag: string, program: Program): number {
  const value = Number(given)
  if (Number.isFinite(value)) return value
  throw usageError(program, flag, jobTexts.notNumber({ given }))
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined
