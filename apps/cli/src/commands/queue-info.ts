import { renderText, type Transport } from '@arq/core'
import { parseDuration, pause } from '@arq/core/internal'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { type GivenFlags, overriddenQueues } from '../overrides.js'
import { paint, printJson } from '../print.js'
import type { Program } from '../program.js'
import { queueLines, type QueueReport, queueReportJson, readQueues } from '../queue-report.js'
import { queuesOf } from '../queues-of.js'
import { BROKER_FLAGS, JSON_FLAG, serversOf } from '../servers.js'
import { texts } from '../texts.js'
import { usageError } from '../usage-error.js'
import { watchTexts } from '../watch/texts.js'

/** The queue of clients and workers that name none. */
const DEFAULT_QUEUE = 'default'
/** More often costs the broker, and nobody reads faster. */
const SHORTEST_WATCH_MS = 100

/** `arq queue-info`: how much waits in queues. Never creates one. */
export const queueInfoCommand: Command = {
  name: 'queue-info',
  describe: texts.queueInfoCommand(),
  names: { name: 'queues', describe: texts.queueArgument(), default: DEFAULT_QUEUE },
  flags: [
    ...BROKER_FLAGS,
    { name: 'management-url', kind: 'text', describe: texts.managementUrlFlag() },
    { name: 'watch', kind: 'text', describe: watchTexts.infoWatchFlag() },
    JSON_FLAG,
  ],
  examples: [
    { line: 'arq queue-info', describe: texts.exampleInfo() },
    { line: 'arq queue-info default images --watch 2s', describe: watchTexts.exampleInfoWatch() },
    {
      line: 'arq queue-info default images -u amqp://broker --json',
      describe: texts.exampleInfoJson(),
    },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const servers = await serversOf(flags, program)
  const managementUrl = servers.overrides.get('managementUrl')?.value
  const names = namesOf(flags['queues']) ??
    overriddenQueues(servers.overrides) ??
    queuesOf(servers.settings) ?? [DEFAULT_QUEUE]
  const transport = await servers.openTransport()
  await transport.connect()
  try {
    const everyMs = watchIntervalMs(flags['watch'], program)
    for (;;) {
      const code = await show({ transport, names, flags, program, managementUrl })
      if (everyMs === undefined) return code
      await pause(everyMs)
    }
  } finally {
    await transport.close()
  }
}

/** @throws ConfigurationError `ARQ_CONFIG_INVALID` when it is no duration */
function watchIntervalMs(given: unknown, program: Program): number | undefined {
  if (typeof given !== 'string') return undefined
  const value = /^[0-9.]+$/.test(given) ? Number(given) : given
  const ms = parseDuration(value)
  if (ms !== undefined) return Math.max(ms, SHORTEST_WATCH_MS)
  throw usageError(program, '--watch', texts.noDuration({ given }))
}

interface ShowParts {
  readonly transport: Transport
  readonly names: readonly string[]
  readonly flags: GivenFlags
  readonly program: Program
  readonly managementUrl: unknown
}

async function show({
  transport,
  names,
  flags,
  program,
  managementUrl,
}: ShowParts): Promise<ExitCode> {
  const reports = await readQueues(transport, names)
  // The screen is the table's as long as it is watched.
  if (flags['watch'] !== undefined && program.output.isTerminal === true) {
    program.output.write('\u001b[2J\u001b[H')
  }
  if (flags['json'] === true) printReportsAsJson(reports, flags, program)
  else program.output.write(`${queueLines(reports, program).join('\n')}\n`)

  const found = reports.flatMap(({ info }) => info ?? [])
  if (managementUrl !== undefined && found.some(({ type }) => type === undefined)) {
    warn(renderText(texts.managementSilent(), program.language), program)
  }
  const absent = reports.filter(({ info }) => !info)
  for (const { name } of absent) {
    const said = texts.noSuchQueue({ queue: name, transport: transport.description })
    warn(renderText(said, program.language), program)
  }
  return absent.length === 0 ? EXIT_CODES.ok : EXIT_CODES.notFound
}

function namesOf(given: unknown): readonly string[] | undefined {
  return Array.isArray(given) && given.length > 0 ? [...new Set(given.map(String))] : undefined
}

/** While it is watched, one line each time. */
function printReportsAsJson(
  reports: readonly QueueReport[],
  flags: GivenFlags,
  { output }: Program,
): void {
  const value = { queues: reports.map(queueReportJson) }
  if (flags['watch'] === undefined) printJson(value, output)
  else output.write(`${JSON.stringify(value)}\n`)
}

function warn(text: string, { errors, language }: Program): void {
  errors.write(`${paint('yellow', renderText(texts.warning(), language), errors)}${text}\n`)
}
