import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { loadOutbox, PREFIX_FLAG } from '../outbox/open-outbox.js'
import { outboxTexts } from '../outbox/texts.js'
import type { GivenFlags } from '../overrides.js'
import { printJson } from '../print.js'
import type { Program } from '../program.js'
import { JSON_FLAG } from '../servers.js'
import { usageError } from '../usage-error.js'
import { verbTexts } from '../verb-texts.js'

const VERB = 'outbox schema'
const DIALECTS = ['postgresql', 'mysql'] as const

/** `arq outbox schema`: the tables as SQL. */
export const outboxSchemaCommand: Command = {
  name: VERB,
  describe: verbTexts.outboxSchemaCommand(),
  names: { name: 'dialect', describe: outboxTexts.dialectArgument(), most: 1 },
  flags: [PREFIX_FLAG, JSON_FLAG],
  examples: [
    {
      line: 'arq outbox schema postgresql > migrations/0042-outbox.sql',
      describe: outboxTexts.exampleSchema(),
    },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const given: unknown = flags['dialect']
  const [name] = Array.isArray(given) ? given.map(String) : []
  const dialect = DIALECTS.find((one) => one === name)
  if (!dialect) {
    throw usageError(program, VERB, outboxTexts.oneDialect({ known: DIALECTS.join(', ') }))
  }
  const { schemaText } = await loadOutbox(program.folder)
  const prefix = flags['table-prefix']
  const sql = schemaText({
    dialect,
    ...(typeof prefix === 'string' ? { tablePrefix: prefix } : {}),
  })
  if (flags['json'] === true) printJson({ dialect, sql }, program.output)
  else program.output.write(sql)
  return EXIT_CODES.ok
}
