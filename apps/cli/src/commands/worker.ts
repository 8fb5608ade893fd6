import { dirname } from 'node:path'

import type { Command } from '../command.js'
import type { ExitCode } from '../exit-codes.js'
import { findModule } from '../find-module.js'
import { parseModuleReference } from '../module-reference.js'
import type { GivenFlags } from '../overrides.js'
import type { Program } from '../program.js'
import { runWorker } from '../run-worker.js'
import { texts } from '../texts.js'
import { verbTexts } from '../verb-texts.js'
import { watchTexts } from '../watch/texts.js'
import { WORKER_SETTING_FLAGS } from '../worker-flags.js'

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

function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  return flags['watch'] === true ? watchAndRun(flags, program) : runWorker(flags, program)
}

/** A process of its own for each start: a module that was loaded cannot be loaded anew. */
async function watchAndRun(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const { path } = parseModuleReference(String(flags['worker-module']))
  const folder = dirname(findModule(path, '--worker-module', program))
  const { runWatched } = await import('../watch/watched-worker.js')
  const args = process.argv.slice(2).filter((arg) => arg !== '--watch')
  return runWatched(args, folder, program)
}
