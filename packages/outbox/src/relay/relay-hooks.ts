import type { WorkerContext } from '@arq/core'

import { type OutboxRelay, outboxRelay } from './outbox-relay.js'
import type { OutboxRelaySettings } from './relay-settings.js'

/** Hooks of a worker: to be spread into its settings, or called by hooks of your own. */
export interface RelayHooks {
  /** Starts the relay. @throws what keeps it from starting: see `OutboxRelay.start` */
  onStartup(ctx: RelayHost): Promise<void>
  /** Stops it: the batch under way comes to its end, within 3 s when the broker does not answer. */
  onShutdown(ctx: RelayHost): Promise<void>
}

type RelayHost = Pick<WorkerContext<object>, 'client' | 'logger'>

/** Anything with the method: the hooks put the worker's client in its place. */
const NOBODY = { enqueueJob: () => Promise.reject(new Error('no worker')) }

/**
 * A relay that runs in a worker, for as long as it, and sends by its client. Several workers may have the same hooks.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming each wrong setting
 *
 * @example
 * ```ts
 * const relay = relayHooks({ database: 'postgresql://localhost/shop' })
 * await Worker.run({ functions, transport, resultStore, claimLease: '10s', ...relay })
 * ```
 */
export function relayHooks(settings: Omit<OutboxRelaySettings, 'client'>): RelayHooks {
  // Wrong settings are told here, not when the worker starts.
  outboxRelay({ ...settings, client: NOBODY as never })
  const relays = new WeakMap<object, OutboxRelay>()
  return {
    onStartup: async (ctx) => {
      const { client, logger } = ctx
      const relay = outboxRelay({ logger, ...settings, client })
      relays.set(ctx, relay)
      await relay.start()
    },
    onShutdown: async (ctx) => relays.get(ctx)?.stop(),
  }
}
