import { dirname } from 'node:path'

import { isArqError, type LogLevel, renderText } from '@arq/core'

import type { Command } from '../command.js'
import { openBesideWorker } from '../dashboard/beside-worker.js'
import { freePort } from '../dashboard/free-port.js'
import { DEFAULT_PORT, portOf } from '../dashboard/port.js'
import { dashboardTexts } from '../dashboard/texts.js'
import type { ExitCode } from '../exit-codes.js'
import { findModule } from '../find-module.js'
import { packagesOf } from '../load-package.js'
import { loadSettings } from '../load-settings.js'
import { parseModuleReference } from '../module-reference.js'
import { type GivenFlags, readOverrides } from '../overrides.js'
import type { Program } from '../program.js'
import { type OpenBeside, runWorker } from '../run-worker.js'
import { serversOf } from '../servers.js'
import { verbTexts } from '../verb-texts.js'
import { watchTexts } from '../watch/texts.js'
import { createWiring } from '../wiring.js'
import { WORKER_SETTING_FLAGS } from '../worker-flags.js'

/** Long enough for a broker on this machine or beside it. */
const FIND_BROKER_MS = 1500

/**
 * `arq dev`: a watched worker on the RabbitMQ that is there, else in memory, where lines that are typed are its jobs; with
 * the dashboard in its process, where that is installed.
 */
export const devCommand: Command = {
  name: 'dev',
  describe: verbTexts.devCommand(),
  flags: [
    ...WORKER_SETTING_FLAGS.map((flag) =>
      flag.name === 'worker-module' ? { ...flag, isRequired: true } : flag,
    ),
    { name: 'memory', kind: 'switch', describe: watchTexts.memoryFlag() },
    {
      name: 'dashboard-port',
      kind: 'text',
      describe: dashboardTexts.devPortFlag(),
      default: DEFAULT_PORT,
    },
    { name: 'no-dashboard', kind: 'switch', describe: dashboardTexts.devNoneFlag() },
  ],
  examples: [
    { line: 'arq dev -m ./settings.ts:workerSettings', describe: watchTexts.exampleDev() },
    {
      line: 'arq dev -m ./settings.ts:workerSettings --memory',
      describe: watchTexts.exampleDevMemory(),
    },
    {
      line: 'arq dev -m ./settings.ts:workerSettings --dashboard-port 4271',
      describe: dashboardTexts.devExample(),
    },
  ],
  run,
}

/** Set in the process that is watched, which watches nothing: where its jobs wait. */
const WATCHED_ON = 'ARQ_DEV_WATCHED_ON'
/** Set there, too: the port of its dashboard, so that it is the same each time it starts. */
const DASHBOARD_PORT = 'ARQ_DEV_DASHBOARD_PORT'

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const watchedOn = program.environment[WATCHED_ON]
  if (watchedOn !== undefined) return runWatchedOne(watchedOn, flags, program)
  const port = await dashboardPort(flags, program)
  const { path } = parseModuleReference(String(flags['worker-module']))
  const folder = dirname(findModule(path, '--worker-module', program))
  const { runWatched } = await import('../watch/watched-worker.js')
  const isInMemory = flags['memory'] === true || !(await hasBroker(flags, program))
  return runWatched(process.argv.slice(2), folder, program, {
    [WATCHED_ON]: isInMemory ? 'memory' : 'broker',
    ...(port === undefined ? {} : { [DASHBOARD_PORT]: String(port) }),
  })
}

/** `undefined`: there is to be none. */
async function dashboardPort(flags: GivenFlags, program: Program): Promise<number | undefined> {
  if (flags['no-dashboard'] === true) return undefined
  const given = flags['dashboard-port']
  const port = portOf('--dashboard-port', typeof given === 'string' ? given : DEFAULT_PORT, program)
  return port === 0 ? freePort() : port
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

async function runWatchedOne(
  watchedOn: string,
  flags: GivenFlags,
  program: Program,
): Promise<ExitCode> {
  const port = program.environment[DASHBOARD_PORT]
  const openBeside: OpenBeside | undefined =
    port === undefined ? undefined : (worker) => openBesideWorker(worker, Number(port), program)
  if (watchedOn === 'broker') return runWorker(flags, program, openBeside)
  const overrides = readOverrides(flags, program)
  const { settings, folder } = await loadSettings(String(flags['worker-module']), program)
  const wiring = createWiring(packagesOf(folder))
  // The setting's schema takes nothing else.
  const level = (overrides.get('logLevel')?.value ?? 'info') as LogLevel
  const { runInMemory } = await import('../watch/memory-session.js')
  return runInMemory({
    ...{ settings, overrides, wiring, program, openBeside },
    logger: await wiring.openLogger({ level, format: 'text', language: program.language }),
  })
}
