import type { Language, PayloadCipher, ResultStore, Transport } from '@arq/core'

import type { Flag } from './command.js'
import { CONNECTION_DEFAULTS } from './connection-settings.js'
import { encryptionOf } from './encryption-of.js'
import { packagesOf } from './load-package.js'
import { loadSettings } from './load-settings.js'
import { type GivenFlags, type Overrides, readOverrides } from './overrides.js'
import { type GivenPayloads, payloadsOf } from './payloads-of.js'
import type { Program } from './program.js'
import type { GivenSettings } from './settings-shape.js'
import { texts } from './texts.js'
import { createWiring } from './wiring.js'
import { type PartOptions, resultStoreOf, transportOf } from './worker-parts.js'

export const BROKER_FLAGS: readonly Flag[] = [
  { name: 'worker-module', alias: 'm', kind: 'text', describe: texts.serversModuleFlag() },
  {
    name: 'rabbitmq-url',
    alias: 'u',
    kind: 'text',
    describe: texts.rabbitmqUrlFlag(),
    default: CONNECTION_DEFAULTS.rabbitmqUrl,
  },
  {
    name: 'connection-timeout',
    kind: 'text',
    describe: texts.queueInfoTimeoutFlag(),
    default: String(CONNECTION_DEFAULTS.connectionTimeout),
  },
]

export const STORE_FLAG: Flag = {
  name: 'result-store-url',
  kind: 'text',
  describe: texts.storeFlag(),
}

export const JSON_FLAG: Flag = { name: 'json', kind: 'switch', describe: texts.jsonFlag() }

/** The servers of a settings module, or of flags, environment and configuration file alone. */
export interface Servers {
  readonly settings: GivenSettings
  readonly overrides: Overrides
  /** Where packages are looked for first. */
  readonly folder: string
  /** Of what is written for people. */
  readonly language: Language
  /** Opens what jobs carry encrypted, and encrypts; `undefined`: there are no keys. */
  readonly encryption?: PayloadCipher | undefined
  /** Where what is large lies; `undefined`: it is shown as lying apart. */
  readonly payloads?: GivenPayloads | undefined
  /** Not yet connected. It moves no delayed jobs: a command is no worker. */
  openTransport(): Promise<Transport>
  /** Not yet connected; `undefined`: there is none. */
  openResultStore(): Promise<ResultStore | undefined>
}

/**
 * What a command that works on servers needs to reach them.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` for a wrong flag, variable or settings module
 */
export async function serversOf(flags: GivenFlags, program: Program): Promise<Servers> {
  const reference = flags['worker-module']
  const { settings, folder } =
    typeof reference === 'string'
      ? await loadSettings(reference, program)
      : { settings: {}, folder: program.folder }
  const overrides = readOverrides(flags, program)
  const wiring = createWiring(packagesOf(folder))
  const options: PartOptions = { settings, overrides, wiring, program }
  const { connectionTimeout } = CONNECTION_DEFAULTS
  return {
    settings,
    overrides,
    folder,
    language: program.language,
    encryption: encryptionOf(settings, program),
    payloads: await payloadsOf(settings, wiring, program),
    openTransport: () => transportOf(options, { connectionTimeout, moveDelayedJobs: 'never' }),
    openResultStore: () => resultStoreOf(options),
  }
}

/** Runs with a connected transport, and closes it. */
export async function withTransport<T>(
  servers: Servers,
  work: (transport: Transport) => Promise<T>,
): Promise<T> {
  const transport = await servers.openTransport()
  await transport.connect()
  try {
    return await work(transport)
  } finally {
    await transport.close()
  }
}
