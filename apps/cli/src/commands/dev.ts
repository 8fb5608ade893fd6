import { dirname } from 'node:path'

import { isArqError, type LogLevel, renderText } from '@arq/core'

import type { Command } from '../command.js'
import type { ExitCode } from '../exit-codes.js'
import { findModule } from '../find-module.js'
import { packagesOf } from '../load-package.js'
import { loadSettings } from '../load-settings.js'
import { mergeSettings } from '../merge-settings.js'
import { parseModuleReference } from '../module-reference.js'
import { type GivenFlags, readOverrides } from '../overrides.js'
import type { Program } from '../program.js'
import { serversOf } from '../servers.js'
import { verbTexts } from '../verb-texts.js'
import { watchTexts } from '../watch/texts.js'
import { createWiring } from '../wiring.js'
import { WORKER_SETTING_FLAGS } from '../worker-flags.js'

/** Long enough for a broker on this machine or beside it. */
const FIND_BROKER_MS = 1500

/** `arq dev`: a watched worker on the RabbitMQ that is there, else in memory, where lines that are typed are its jobs. */
export const devCommand: Command = {
  name: 'dev',
  describe: verbTexts.devCommand(),
  flags: [
    ...WORKER_SETTING_FLAGS.map((flag) =>
      flag.name === 'worker-module' ? { ...flag, isRequired: true } : flag,
    ),
    { name: 'memory', kind: 'switch', describe: watchTexts.memoryFlag() },
  ],
  examples: [
    { line: 'arq dev -m ./settings.ts:workerSettings', describe: watchTexts.exampleDev() },
    {
      line: 'arq dev -m ./settings.ts:workerSettings --memory',
      describe: watchTexts.exampleDevMemory(),
    },
  ],
  run,
}

/** Set in the process that is watched: it runs, and watches nothing. */
const IS_WATCHED = 'ARQ_DEV_WATCHED'

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  if (program.environment[IS_WATCHED] === '1') return runWatchedOne(flags, program)
  const { path } = parseModuleReference(String(flags['worker-module']))
  const folder = dirname(findModule(path, '--worker-module', program))
  const { runWatched } = await import('../watch/watched-worker.js')
  const args = process.argv.slice(2).filter((arg) => arg !== 'dev' && arg !== '--memory')
  const isInMemory = flags['memory'] === true || !(await hasBroker(flags, program))
  if (!isInMemory) return runWatched(['worker', ...args], folder, program)
  return runWatched(['dev', ...args], folder, program, { [IS_WATCHED]: '1' })
}

/** Says so when there is none; a refused password is an error all the same. */
async function hasBroker(flags: GivenFlags, program: Program): Promise<boolean> {
  const transport = await (await serversOf(flags, program)).openTransport()
  try {
    await transport.connect({ timeoutMs: FIND_BROKER_MS })
    return true
  } catch (error) {
    if (!isArqError(error) || error.code !== 'ARQ_CONNECTION_REFUSED') throw error
    const { errors, language } = program
    const absent = watchTexts.noBroker({ where: transport.description })
    errors.write(`${renderText(absent, language)}\n`)
    return false
  } finally {
    await transport.close()
  }
}

async function runWatchedOne(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const overrides = readOverrides(flags, program)
  const { settings, folder } = await loadSettings(String(flags['worker-module']), program)
  const wiring = createWiring(packagesOf(folder))
  // The setting's schema takes nothing else.
  const level = (overrides.get('logLevel')?.value ?? 'info') as LogLevel
  const { runInMemory } = await import('../watch/memory-session.js')
  return runInMemory({
    settings: mergeSettings(settings, overrides),
    memory: await wiring.openMemory(),
    logger: await wiring.openLogger({ level, format: 'text', language: program.language }),
    program,
  })
}
