import { queueReportJson, readQueues } from '@arq/admin'
import { errorText, renderText, type ResultStore, type Transport } from '@arq/core'
import { pause } from '@arq/core/internal'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { type GivenFlags, overriddenQueues } from '../overrides.js'
import { paint, printJson } from '../print.js'
import type { Program } from '../program.js'
import { changesSince, queueLines, type QueuesLook } from '../queue-report.js'
import { queuesOf } from '../queues-of.js'
import { BROKER_FLAGS, JSON_FLAG, serversOf, STORE_FLAG } from '../servers.js'
import { texts } from '../texts.js'
import { verbTexts } from '../verb-texts.js'
import { watchTexts } from '../watch/texts.js'
import { clearScreen, watchIntervalMs } from '../watch/watch-interval.js'

/** The queue of clients and workers that name none. */
const DEFAULT_QUEUE = 'default'

/** `arq queue-info`: how much waits in queues, and in lines of keys where a store is known. Never creates a queue. */
export const queueInfoCommand: Command = {
  name: 'queue-info',
  describe: verbTexts.queueInfoCommand(),
  names: { name: 'queues', describe: texts.queueArgument(), default: DEFAULT_QUEUE },
  flags: [
    ...BROKER_FLAGS,
    STORE_FLAG,
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
  let store: ResultStore | undefined
  await transport.connect()
  try {
    store = await openStore(servers, program)
    const everyMs = watchIntervalMs(flags['watch'], program)
    let before: QueuesLook | undefined
    for (;;) {
      const now = await lookAt(transport, store, names)
      const code = show(now, before, { transport, flags, program, managementUrl })
      if (everyMs === undefined) return code
      before = now
      await pause(everyMs, { signal: program.output.closed })
      if (program.output.closed?.aborted === true) return code
    }
  } finally {
    await store?.close()
    await transport.close()
  }
}

/** Without its store, what the broker says is worth as much. */
async function openStore(
  servers: Awaited<ReturnType<typeof serversOf>>,
  program: Program,
): Promise<ResultStore | undefined> {
  const store = await servers.openResultStore()
  if (!store?.entries) return undefined
  try {
    await store.connect()
    return store
  } catch (error) {
    warn(renderText(texts.linesUnknown({ problem: errorText(error) }), program.language), program)
    await store.close()
    return undefined
  }
}

/** Queues, and what waits for its time on the same broker. */
interface Look extends QueuesLook {
  /** `undefined`: the broker does not tell. */
  readonly delayed: number | undefined
}

async function lookAt(
  transport: Transport,
  store: ResultStore | undefined,
  names: readonly string[],
): Promise<Look> {
  const queues = await readQueues(transport, names, { store })
  return { atMs: Date.now(), queues, delayed: await transport.delayedMessages?.() }
}

interface ShowParts {
  readonly transport: Transport
  readonly flags: GivenFlags
  readonly program: Program
  readonly managementUrl: unknown
}

function show(
  now: Look,
  before: QueuesLook | undefined,
  { transport, flags, program, managementUrl }: ShowParts,
): ExitCode {
  const { output, language } = program
  const isWatched = flags['watch'] !== undefined
  if (isWatched) clearScreen(output)
  if (flags['json'] === true) printLookAsJson(now, isWatched, program)
  else {
    const lines = [
      ...queueLines(now.queues, program, isWatched ? changesSince(before, now) : undefined),
    ]
    if (now.delayed !== undefined) {
      lines.push(renderText(texts.delayedJobs({ count: now.delayed }), language))
    }
    output.write(`${lines.join('\n')}\n`)
  }

  const found = now.queues.flatMap(({ info }) => info ?? [])
  if (managementUrl !== undefined && found.some(({ type }) => type === undefined)) {
    warn(renderText(texts.managementSilent(), language), program)
  }
  const absent = now.queues.filter(({ info }) => !info)
  for (const { name } of absent) {
    const said = texts.noSuchQueue({ queue: name, transport: transport.description })
    warn(renderText(said, language), program)
  }
  return absent.length === 0 ? EXIT_CODES.ok : EXIT_CODES.notFound
}

function namesOf(given: unknown): readonly string[] | undefined {
  return Array.isArray(given) && given.length > 0 ? [...new Set(given.map(String))] : undefined
}

/** While it is watched, one line each time. */
function printLookAsJson({ queues, delayed }: Look, isWatched: boolean, { output }: Program): void {
  const value = { queues: queues.map(queueReportJson), delayed: delayed ?? null }
  if (isWatched) output.write(`${JSON.stringify(value)}\n`)
  else printJson(value, output)
}

function warn(text: string, { errors, language }: Program): void {
  errors.write(`${paint('yellow', renderText(texts.warning(), language), errors)}${text}\n`)
}
