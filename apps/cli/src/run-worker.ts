import type { PayloadCipher } from '@arq/core'
import { type RunnableSettings, Worker } from '@arq/worker'

import { encryptionOf } from './encryption-of.js'
import { EXIT_CODES, type ExitCode } from './exit-codes.js'
import { packagesOf } from './load-package.js'
import { loadSettings } from './load-settings.js'
import { mergeSettings } from './merge-settings.js'
import { type GivenFlags, type Overrides, readOverrides } from './overrides.js'
import { type GivenPayloads, payloadsOf } from './payloads-of.js'
import type { Program } from './program.js'
import type { GivenSettings } from './settings-shape.js'
import { createWiring, type Wiring } from './wiring.js'
import { workerOverrides } from './worker-flags.js'
import { type WorkerParts, workerParts } from './worker-parts.js'

/** What a worker is made of, for what runs beside it. */
export interface WorkerSurroundings extends WorkerParts {
  readonly settings: GivenSettings
  readonly overrides: Overrides
  readonly wiring: Wiring
  readonly encryption?: PayloadCipher | undefined
  readonly payloads?: GivenPayloads | undefined
}

/** Opens what runs beside a worker in its process, and ends with it. */
export type OpenBeside = (worker: WorkerSurroundings) => Promise<AsyncDisposable | undefined>

/** Runs the worker of a settings module, with what flags, environment and configuration file say, until its end. */
export async function runWorker(
  flags: GivenFlags,
  program: Program,
  openBeside?: OpenBeside,
): Promise<ExitCode> {
  const overrides = workerOverrides(readOverrides(flags, program), flags)
  const { settings, folder } = await loadSettings(String(flags['worker-module']), program)
  const wiring = createWiring(packagesOf(folder))
  const debugMode = overrides.get('debugMode')?.value ?? settings['debugMode']
  const isDebugging = flags['debug'] === true || debugMode === true
  const parts = await workerParts({ settings, overrides, wiring, program, isDebugging })
  const encryption = encryptionOf(settings, program)
  const payloads = await payloadsOf(settings, wiring, program)
  // What the module gives is checked by the worker's constructor.
  const worker = new Worker({
    handleSignals: true,
    ...mergeSettings(settings, overrides),
    ...parts,
    ...(encryption && { encryption }),
    ...(payloads && { payloads }),
  } as RunnableSettings<object>)

  const isBounded = overrides.has('connectionTimeout')
  // By its own limit, the one that was given; a worker by itself would try for ever.
  if (isBounded) await parts.transport.connect()
  const beside = await openBeside?.({ ...parts, settings, overrides, wiring, encryption, payloads })
  try {
    await worker.run()
  } finally {
    await beside?.[Symbol.asyncDispose]()
    if (isBounded) await parts.transport.close()
  }
  return worker.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.failed
}
