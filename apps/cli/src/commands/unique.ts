import { renderText, systemClock } from '@arq/core'
import { type OpenJob, type OpenKey, UniqueKeys } from '@arq/core/internal'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import type { GivenFlags } from '../overrides.js'
import { printJson } from '../print.js'
import type { Program } from '../program.js'
import { JSON_FLAG, serversOf, STORE_FLAG } from '../servers.js'
import { tableLines } from '../table.js'
import { texts } from '../texts.js'
import { uniqueTexts } from '../unique/texts.js'
import { usageError } from '../usage-error.js'
import { verbTexts } from '../verb-texts.js'

const DEFAULT_LIMIT = '100'
const MOST_KEYS = 10_000
const KEYS_A_PAGE = 500

/** `arq unique`: keys whose job waits or runs, by the result store alone. */
export const uniqueCommand: Command = {
  name: 'unique',
  describe: verbTexts.uniqueCommand(),
  flags: [
    { name: 'task', alias: 't', kind: 'text', describe: uniqueTexts.taskFlag() },
    {
      name: 'limit',
      alias: 'n',
      kind: 'text',
      describe: uniqueTexts.limitFlag(),
      default: DEFAULT_LIMIT,
    },
    { name: 'cursor', kind: 'text', describe: uniqueTexts.cursorFlag() },
    { name: 'worker-module', alias: 'm', kind: 'text', describe: texts.serversModuleFlag() },
    STORE_FLAG,
    JSON_FLAG,
  ],
  examples: [
    { line: 'arq unique', describe: uniqueTexts.exampleAll() },
    { line: 'arq unique --task reindex --json', describe: uniqueTexts.exampleTask() },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const limit = limitOf(flags['limit'] ?? DEFAULT_LIMIT, program)
  const servers = await serversOf(flags, program)
  const store = await servers.openResultStore()
  if (!store) throw usageError(program, 'unique', uniqueTexts.noStore())
  const { output, language } = program
  try {
    await store.connect()
    if (!store.entries) throw usageError(program, 'unique', uniqueTexts.noEntries())
    const keys = new UniqueKeys(store.entries, store, systemClock)
    const found: OpenKey[] = []
    let cursor = textOf(flags['cursor'])
    do {
      const left = Math.min(limit - found.length, KEYS_A_PAGE)
      const page = await keys.list(textOf(flags['task']), { limit: left, cursor })
      found.push(...page.keys)
      cursor = page.cursor
    } while (cursor !== undefined && found.length < limit)
    if (flags['json'] === true)
      printJson({ keys: found.map(toJson), cursor: cursor ?? null }, output)
    else if (found.length === 0) output.write(`${renderText(uniqueTexts.none(), language)}\n`)
    else printTable(found, cursor, program)
  } finally {
    await store.close()
  }
  return EXIT_CODES.ok
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

function limitOf(given: unknown, program: Program): number {
  const limit = Number(given)
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST_KEYS) return limit
  throw usageError(
    program,
    '--limit',
    uniqueTexts.noLimit({ given: String(given), most: MOST_KEYS }),
  )
}

const toJson = ({ task, key, waiting, running }: OpenKey) => ({
  ...{ task, key },
  running: running ? jobJson(running) : null,
  waiting: waiting ? jobJson(waiting) : null,
})

const jobJson = ({ jobId, queueName, dueMs, calls }: OpenJob) => ({
  ...{ jobId, queue: queueName, due: new Date(dueMs).toISOString(), calls },
})

function printTable(keys: readonly OpenKey[], cursor: string | undefined, program: Program): void {
  const { output, language } = program
  const title = (text: Parameters<typeof renderText>[0]): string => renderText(text, language)
  const columns = [
    uniqueTexts.columnTask(),
    uniqueTexts.columnKey(),
    uniqueTexts.columnRunning(),
    uniqueTexts.columnWaiting(),
    uniqueTexts.columnDue(),
  ].map((text) => ({ title: title(text), align: 'left' as const }))
  const rows = keys.map(({ task, key, running, waiting }) => [
    ...[task, key, running?.jobId ?? '', waiting?.jobId ?? ''],
    waiting ? new Date(waiting.dueMs).toISOString() : '',
  ])
  for (const line of tableLines(columns, rows, output)) output.write(`${line}\n`)
  if (cursor !== undefined) output.write(`${title(uniqueTexts.more({ cursor }))}\n`)
}
