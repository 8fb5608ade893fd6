import { type RunnableSettings, Worker } from '@arq/worker'

import type { Command } from '../command.js'
import { CONNECTION_DEFAULTS } from '../connection-settings.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { packagesOf } from '../load-package.js'
import { loadSettings } from '../load-settings.js'
import { mergeSettings } from '../merge-settings.js'
import { messages } from '../messages.js'
import { type GivenFlags, readOverrides } from '../overrides.js'
import type { Program } from '../program.js'
import { createWiring } from '../wiring.js'
import { workerParts } from '../worker-parts.js'

/** `arq worker`: runs a worker until SIGINT, SIGTERM or SIGHUP. */
export const workerCommand: Command = {
  name: 'worker',
  describe: messages.workerCommand(),
  flags: [
    {
      name: 'worker-module',
      alias: 'm',
      kind: 'text',
      describe: messages.workerModuleFlag(),
      isRequired: true,
    },
    {
      name: 'rabbitmq-url',
      alias: 'u',
      kind: 'text',
      describe: messages.rabbitmqUrlFlag(),
      default: CONNECTION_DEFAULTS.rabbitmqUrl,
    },
    { name: 'connection-timeout', kind: 'text', describe: messages.workerTimeoutFlag() },
    { name: 'result-store-url', kind: 'text', describe: messages.resultStoreUrlFlag() },
    { name: 'queue', alias: 'q', kind: 'list', describe: messages.queueFlag() },
    { name: 'prefetch-count', alias: 'p', kind: 'text', describe: messages.prefetchCountFlag() },
    { name: 'max-concurrent-jobs', kind: 'text', describe: messages.maxConcurrentJobsFlag() },
    { name: 'max-retries', alias: 'r', kind: 'text', describe: messages.maxRetriesFlag() },
    { name: 'job-timeout', alias: 't', kind: 'text', describe: messages.jobTimeoutFlag() },
    {
      name: 'log-level',
      alias: 'l',
      kind: 'text',
      describe: messages.logLevelFlag(),
      default: CONNECTION_DEFAULTS.logLevel,
    },
  ],
  examples: [
    { line: 'arq worker -m ./settings.ts:workerSettings', describe: messages.exampleModule() },
    {
      line: 'arq worker -m ./settings.ts:workerSettings -q default -q images --max-concurrent-jobs 4',
      describe: messages.exampleQueues(),
    },
    {
      line: 'RABBITMQ_URL=amqp://broker ARQ_RESULT_STORE_URL=redis://cache arq worker -m ./dist/settings.js:workerSettings',
      describe: messages.exampleUrls(),
    },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const overrides = readOverrides(flags, program)
  const { settings, folder } = await loadSettings(String(flags['worker-module']), program)
  const wiring = createWiring(packagesOf(folder))
  const isDebugging = flags['debug'] === true
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
  return EXIT_CODES.ok
}
