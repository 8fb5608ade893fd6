import { queueReportJson, readQueues } from '@arq/admin'
import { type Client, createClient } from '@arq/client'
import {
  localizedMessage,
  renderText,
  silentLogger,
  type Transport,
  type WorkerInfo,
} from '@arq/core'
import { parseDuration, pause, redactText } from '@arq/core/internal'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { type GivenFlags, overriddenQueues } from '../overrides.js'
import { paint, printJson } from '../print.js'
import type { Program } from '../program.js'
import { queuesOf } from '../queues-of.js'
import { BROKER_FLAGS, JSON_FLAG, serversOf } from '../servers.js'
import { texts } from '../texts.js'
import { FullScreen } from '../top/full-screen.js'
import { type Look, screenLines } from '../top/screen.js'
import { topTexts } from '../top/texts.js'
import { usageError } from '../usage-error.js'
import { verbTexts } from '../verb-texts.js'

const DEFAULT_EVERY = '2s'
const SHORTEST_MS = 250
/** How long workers may take to answer: less than a screen stands. */
const ANSWER_MS = 1000

/** `arq top`: one screen of queues, workers and running jobs, again and again; elsewhere than on a terminal, once. */
export const topCommand: Command = {
  name: 'top',
  describe: verbTexts.topCommand(),
  names: { name: 'queues', describe: topTexts.queuesArgument(), default: '' },
  flags: [
    { name: 'every', kind: 'text', describe: topTexts.everyFlag(), default: DEFAULT_EVERY },
    { name: 'management-url', kind: 'text', describe: texts.managementUrlFlag() },
    ...BROKER_FLAGS,
    JSON_FLAG,
  ],
  examples: [
    { line: 'arq top', describe: topTexts.exampleTop() },
    { line: 'arq top default images --json', describe: topTexts.exampleTopJson() },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const everyMs = everyOf(flags['every'] ?? DEFAULT_EVERY, program)
  const servers = await serversOf(flags, program)
  const given: unknown = flags['queues']
  const named = Array.isArray(given) && given.length > 0 ? given.map(String) : undefined
  const queues = named ?? overriddenQueues(servers.overrides) ?? queuesOf(servers.settings)
  const transport = await servers.openTransport()
  await transport.connect()
  const [queueName] = queues ?? []
  const client = await createClient({
    transport,
    logger: silentLogger,
    ...(queueName === undefined ? {} : { queueName }),
  })
  try {
    const look = (): Promise<Look> => lookAt(transport, client, queues)
    if (flags['json'] === true) printJson(toJson(await look()), program.output)
    else if (program.output.isTerminal === true) await showUntilEnded(look, everyMs, program)
    else program.output.write(`${screenLines(await look(), undefined, program).join('\n')}\n`)
    return EXIT_CODES.ok
  } finally {
    await client.close()
    await transport.close()
  }
}

function everyOf(given: unknown, program: Program): number {
  const text = String(given)
  const ms = parseDuration(/^[0-9.]+$/.test(text) ? Number(text) : text)
  if (ms !== undefined) return Math.max(ms, SHORTEST_MS)
  throw usageError(program, '--every', texts.noDuration({ given: text }))
}

async function lookAt(
  transport: Transport,
  client: Client,
  queues: readonly string[] | undefined,
): Promise<Look> {
  const report = await client.workers({ timeout: ANSWER_MS / 1000 })
  // As arq workers does: who names queues does not ask for other teams' workers and jobs.
  const isMeant = ({ queues: own }: WorkerInfo): boolean =>
    queues === undefined || own.some(({ name }) => queues.includes(name))
  const workers = { ...report, workers: report.workers.filter(isMeant) }
  const consumed = workers.workers.flatMap((worker) => worker.queues.map(({ name }) => name))
  const names = queues ?? [...new Set(consumed)].sort()
  const shown = names.length === 0 ? ['default'] : names
  return {
    atMs: Date.now(),
    broker: transport.description,
    queues: await readQueues(transport, shown),
    workers,
  }
}

/** Part of the contract: keys are added, never renamed. */
const toJson = ({ atMs, broker, queues, workers }: Look): unknown => ({
  at: new Date(atMs).toISOString(),
  broker,
  queues: queues.map(queueReportJson),
  ...workers,
})

/** Until somebody types q or Ctrl-C. While the broker is away it says so, and goes on. */
async function showUntilEnded(
  look: () => Promise<Look>,
  everyMs: number,
  program: Program,
): Promise<void> {
  const screen = new FullScreen(program.output)
  let before: Look | undefined
  try {
    while (!screen.ended.aborted) {
      try {
        const now = await look()
        screen.draw(screenLines(now, before, program))
        before = now
      } catch (error) {
        const reason = redactText(localizedMessage(error, program.language))
        const away = renderText(topTexts.away({ reason }), program.language)
        screen.draw([paint('red', away, program.output)])
      }
      await pause(everyMs, { signal: screen.ended })
    }
  } finally {
    screen.close()
  }
}
