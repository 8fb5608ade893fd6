import { dirname } from 'node:path'

import { type RunnableSettings, Worker } from '@arq/worker'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { findModule } from '../find-module.js'
import { packagesOf } from '../load-package.js'
import { loadSettings } from '../load-settings.js'
import { mergeSettings } from '../merge-settings.js'
import { parseModuleReference } from '../module-reference.js'
import { type GivenFlags, readOverrides } from '../overrides.js'
import type { Program } from '../program.js'
import { texts } from '../texts.js'
import { verbTexts } from '../verb-texts.js'
import { watchTexts } from '../watch/texts.js'
import { createWiring } from '../wiring.js'
import { WORKER_SETTING_FLAGS, workerOverrides } from '../worker-flags.js'
import { workerParts } from '../worker-parts.js'

/** `arq worker`: runs a worker until SIGINT, SIGTERM or SIGHUP, or in burst mode until its work is done. */
export const workerCommand: Command = {
  name: 'worker',
  describe: verbTexts.workerCommand(),
  flags: [
    ...WORKER_SETTING_FLAGS.map((flag) =>
      flag.name === 'worker-module' ? { ...flag, isRequired: true } : flag,
    ),
    { name: 'watch', kind: 'switch', describe: watchTexts.watchFlag() },
  ],
  examples: [
    { line: 'arq worker -m ./settings.ts:workerSettings', describe: texts.exampleModule() },
    {
      line: 'arq worker -m ./settings.ts:workerSettings -q default -q images --max-concurrent-jobs 4',
      describe: texts.exampleQueues(),
    },
    {
      line: 'arq worker -m ./settings.ts:workerSettings --watch',
      describe: watchTexts.exampleWatch(),
    },
    { line: 'arq worker -m ./settings.ts:workerSettings --burst', describe: texts.exampleBurst() },
    {
      line: 'RABBITMQ_URL=amqp://broker ARQ_RESULT_STORE_URL=redis://cache arq worker -m ./dist/settings.js:workerSettings',
      describe: texts.exampleUrls(),
    },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  if (flags['watch'] === true) return watchAndRun(flags, program)
  const overrides = workerOverrides(readOverrides(flags, program), flags)
  const { settings, folder } = await loadSettings(String(flags['worker-module']), program)
  const wiring = createWiring(packagesOf(folder))
  const debugMode = overrides.get('debugMode')?.value ?? settings['debugMode']
  const isDebugging = flags['debug'] === true || debugMode === true
  const parts = await workerParts({ settings, overrides, wiring, program, isDebugging })
  // What the module gives is checked by the worker's constructor.
  const worker = new Worker({
    handleSignals: true,
    ...mergeSettings(settings, overrides),
    ...parts,
  } as RunnableSettings<object>)

  const isBounded = overrides.has('connectionTimeout')
  // By its own limit, the one that was given; a worker by itself would try for ever.
  if (isBounded) await parts.transport.connect()
  try {
    await worker.run()
  } finally {
    if (isBounded) await parts.transport.close()
  }
  return worker.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.failed
}

/** A process of its own for each start: a module that was loaded cannot be loaded anew. */
async function watchAndRun(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const { path } = parseModuleReference(String(flags['worker-module']))
  const folder = dirname(findModule(path, '--worker-module', program))
  const { runWatched } = await import('../watch/watched-worker.js')
  const args = process.argv.slice(2).filter((arg) => arg !== '--watch')
  return runWatched(args, folder, program)
}
