import type { MigrationOutcome, StoreSchema } from '@arq/core'
import { renderText, type Text } from '@arq/core'

import { paint, printJson } from '../print.js'
import type { Program } from '../program.js'
import { migrateTexts } from './texts.js'

/** Says which tables there are, and each statement that is still to be run. `undefined`: the store needs none. */
export function printSchema(schema: StoreSchema | undefined, program: Program): void {
  const { output, language } = program
  const say = (text: Text): string => renderText(text, language)
  if (!schema) {
    output.write(`${say(migrateTexts.noTables())}\n`)
    return
  }
  const { found, needed, pending, ...of } = schema
  const lines = pending.flatMap(({ version, statements }) => [
    paint('bold', say(migrateTexts.step({ version })), output),
    ...statements.map((statement) => `${indented(statement)};`),
  ])
  output.write(`${[summary({ found, needed, ...of }, say, program), ...lines].join('\n')}\n`)
}

function summary(
  { found, needed, ...of }: Omit<StoreSchema, 'pending'>,
  say: (text: Text) => string,
  { output }: Program,
): string {
  if (found > needed) return paint('red', say(migrateTexts.newer({ ...of, found, needed })), output)
  if (found === needed) return paint('green', say(migrateTexts.upToDate({ ...of, found })), output)
  const text =
    found === 0 ? migrateTexts.absent({ ...of }) : migrateTexts.older({ ...of, found, needed })
  return paint('yellow', say(text), output)
}

const indented = (statement: string): string =>
  statement
    .split('\n')
    .map((line) => `    ${line.replace(/^ {4}/, '')}`)
    .join('\n')

export function printMigrated({ from, to }: MigrationOutcome, { output, language }: Program): void {
  const text = from === to ? migrateTexts.doneByOther({ to }) : migrateTexts.done({ from, to })
  output.write(`${paint('green', renderText(text, language), output)}\n`)
}

/** Part of the contract: keys are added, never renamed. */
export function printSchemaAsJson(
  schema: StoreSchema | undefined,
  migrated: MigrationOutcome | undefined,
  { output }: Program,
): void {
  printJson(
    {
      state: stateOf(schema, migrated),
      database: schema?.database ?? null,
      address: schema?.address ?? null,
      tables: schema?.tables ?? null,
      found: schema?.found ?? null,
      needed: schema?.needed ?? null,
      pending: schema?.pending ?? [],
      migrated: migrated ?? null,
    },
    output,
  )
}

/** As it is at the end. */
function stateOf(
  schema: StoreSchema | undefined,
  migrated: MigrationOutcome | undefined,
): 'no tables needed' | 'newer' | 'up to date' | 'pending' {
  if (!schema) return 'no tables needed'
  if (schema.found > schema.needed) return 'newer'
  return migrated || schema.pending.length === 0 ? 'up to date' : 'pending'
}
