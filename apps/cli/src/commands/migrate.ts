import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'

import { errorText, renderText } from '@arq/core'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { packagesOf } from '../load-package.js'
import { type Source, SOURCES } from '../migrate-from/finding.js'
import { readProject } from '../migrate-from/read-project.js'
import { reportTexts } from '../migrate-from/report-texts.js'
import { countOf, printReport, printReportAsJson } from '../migrate-from/show-report.js'
import type { GivenFlags } from '../overrides.js'
import type { Program } from '../program.js'
import { JSON_FLAG } from '../servers.js'
import { usageError } from '../usage-error.js'
import { verbTexts } from '../verb-texts.js'
import { createWiring } from '../wiring.js'

/** `arq migrate <folder>`: what a project of another library has to change. Reads, and never writes. */
export const migrateCommand: Command = {
  name: 'migrate',
  describe: verbTexts.migrateCommand(),
  names: { name: 'folder', describe: reportTexts.folder(), default: '.', most: 1 },
  flags: [{ name: 'from', kind: 'text', describe: reportTexts.fromFlag() }, JSON_FLAG],
  examples: [
    { line: 'arq migrate ../old-service', describe: reportTexts.exampleAll() },
    { line: 'arq migrate . --from bullmq --json', describe: reportTexts.exampleFrom() },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const folder = resolve(program.folder, folderOf(flags['folder']))
  const from = sourceOf(flags['from'], program)
  const reason = await stat(folder).then(
    (found) => (found.isDirectory() ? undefined : 'ENOTDIR'),
    (error: unknown) => renderText(errorText(error), program.language),
  )
  if (reason !== undefined) throw usageError(program, folder, reportTexts.noFolder({ reason }))
  const wiring = createWiring(packagesOf(program.folder))
  const reading = await readProject(folder, from, () => wiring.loadJsParser('arq migrate'))
  if (flags['json'] === true) printReportAsJson(reading, program)
  else printReport(reading, program)
  return countOf(reading).count > 0 ? EXIT_CODES.ok : EXIT_CODES.notFound
}

/** yargs gives one name as it is, several as a list. */
function folderOf(given: unknown): string {
  const [folder = '.'] = Array.isArray(given) ? (given as readonly unknown[]) : [given]
  return typeof folder === 'string' ? folder : '.'
}

function sourceOf(given: GivenFlags[string], program: Program): Source | undefined {
  if (given === undefined) return undefined
  const source = SOURCES.find((each) => each === given)
  if (source) return source
  const value = typeof given === 'string' ? given : typeof given
  throw usageError(
    program,
    '--from',
    reportTexts.fromUnknown({ sources: SOURCES.join(', '), value }),
  )
}
