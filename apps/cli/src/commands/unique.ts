import { type OpenKeyJson, readOpenKeys } from '@arq/admin'
import { renderText } from '@arq/core'

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
    const found = await readOpenKeys(store, {
      task: textOf(flags['task']),
      cursor: textOf(flags['cursor']),
      limit,
    })
    if (!found) throw usageError(program, 'unique', uniqueTexts.noEntries())
    const { keys, cursor } = found
    if (flags['json'] === true) printJson({ keys, cursor: cursor ?? null }, output)
    else if (keys.length === 0) output.write(`${renderText(uniqueTexts.none(), language)}\n`)
    else printTable(keys, cursor, program)
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

function printTable(
  keys: readonly OpenKeyJson[],
  cursor: string | undefined,
  program: Program,
): void {
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
    waiting?.due ?? '',
  ])
  for (const line of tableLines(columns, rows, output)) output.write(`${line}\n`)
  if (cursor !== undefined) output.write(`${title(uniqueTexts.more({ cursor }))}\n`)
}
