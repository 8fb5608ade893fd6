import type { MigrationOutcome, ResultStore, StoreSchema } from '@arq/core'

import type { Command } from '../command.js'
import { confirm } from '../confirm.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { printMigrated, printSchema, printSchemaAsJson } from '../migrate/show-schema.js'
import { migrateTexts } from '../migrate/texts.js'
import type { GivenFlags } from '../overrides.js'
import type { Program } from '../program.js'
import { JSON_FLAG, serversOf, STORE_FLAG } from '../servers.js'
import { usageError } from '../usage-error.js'
import { verbTexts } from '../verb-texts.js'

const VERB = 'migrate-store'

/** `arq migrate-store`: makes the tables of the result store, or brings them up to date. Asks first, unless `--yes`. */
export const migrateStoreCommand: Command = {
  name: VERB,
  describe: verbTexts.migrateStoreCommand(),
  flags: [
    {
      name: 'worker-module',
      alias: 'm',
      kind: 'text',
      describe: migrateTexts.moduleFlag(),
    },
    STORE_FLAG,
    { name: 'check', kind: 'switch', describe: migrateTexts.checkFlag() },
    { name: 'yes', alias: 'y', kind: 'switch', describe: migrateTexts.yesFlag() },
    JSON_FLAG,
  ],
  examples: [
    {
      line: 'arq migrate-store -m ./settings.ts:workerSettings',
      describe: migrateTexts.exampleModule(),
    },
    {
      line: 'arq migrate-store --result-store-url postgresql://owner@db/app --yes',
      describe: migrateTexts.exampleYes(),
    },
    {
      line: 'arq migrate-store -m ./settings.ts:workerSettings --check',
      describe: migrateTexts.exampleCheck(),
    },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const servers = await serversOf(flags, program)
  const store = await servers.openResultStore()
  if (!store) throw usageError(program, VERB, migrateTexts.noStore())
  const schema = await store.schema?.()
  const isJson = flags['json'] === true
  if (!isJson) printSchema(schema, program)
  const migrated = schema && (await migrate(store, schema, flags, program))
  if (isJson) printSchemaAsJson(schema, migrated, program)
  else if (migrated) printMigrated(migrated, program)
  return exitCode(schema, flags['check'] === true)
}

/** `undefined`: it was not done, since there is nothing to do, or since nobody wants it. */
async function migrate(
  store: ResultStore,
  schema: StoreSchema,
  flags: GivenFlags,
  program: Program,
): Promise<MigrationOutcome | undefined> {
  if (flags['check'] === true || schema.pending.length === 0) return undefined
  const { database, address } = schema
  const question = migrateTexts.ask({ database, address })
  const isWanted = flags['yes'] === true || (await confirm(VERB, question, program))
  return isWanted ? store.migrate?.() : undefined
}

function exitCode(schema: StoreSchema | undefined, isCheck: boolean): ExitCode {
  if (!schema) return EXIT_CODES.ok
  const isNewer = schema.found > schema.needed
  return isNewer || (isCheck && schema.pending.length > 0) ? EXIT_CODES.failed : EXIT_CODES.ok
}
