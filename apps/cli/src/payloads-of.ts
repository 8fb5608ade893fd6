import type { PayloadStore } from '@arq/core'

import type { Program } from './program.js'
import type { GivenSettings } from './settings-shape.js'
import { texts } from './texts.js'
import { usageError } from './usage-error.js'
import type { Wiring } from './wiring.js'

/** `file:///srv/arq-payloads`, or `s3://bucket/prefix`. */
const VARIABLE = 'ARQ_PAYLOADS_URL'

/** `payloads` of a client, a worker or a dashboard. */
export interface GivenPayloads {
  readonly store: PayloadStore
}

/**
 * Where a settings module says that large arguments and results lie, else the environment; `undefined`: nowhere.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming the variable
 */
export async function payloadsOf(
  settings: GivenSettings,
  wiring: Pick<Wiring, 'openPayloads'>,
  program: Program,
): Promise<GivenPayloads | undefined> {
  const given = settings['payloads']
  // Checked where a client, a worker or a dashboard is made with it.
  if (given !== undefined) return given as GivenPayloads
  const url = program.environment[VARIABLE]?.trim() ?? ''
  if (url === '') return undefined
  const store = await wiring.openPayloads(url)
  if (store) return { store }
  throw usageError(program, VARIABLE, texts.payloadsUrlWrong())
}
