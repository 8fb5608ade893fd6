import type { PayloadStore } from '@arq/core'

import type { GivenSettings } from './settings-shape.js'

/** `payloads` of a client, a worker or a dashboard. */
export interface GivenPayloads {
  readonly store: PayloadStore
}

/** Where a settings module says that large arguments and results lie; `undefined`: nowhere. */
export const payloadsOf = (settings: GivenSettings): GivenPayloads | undefined =>
  // Checked where a client, a worker or a dashboard is made with it.
  settings['payloads'] as GivenPayloads | undefined
