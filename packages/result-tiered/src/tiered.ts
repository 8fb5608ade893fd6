import type { ResultStore } from '@arq/core'

import { TieredResultStore } from './tiered-result-store.js'
import { resolveTieredSettings, type TieredSettings } from './tiered-settings.js'

/**
 * Two stores as one: the state of jobs and fresh results in a fast one, results that have to last in a durable one.
 *
 * - The fast store decides who may write; what it takes of an end goes to the durable one before the call is answered.
 *   A process that dies in between has not acknowledged the job: it comes again, and the end is carried over then.
 * - Reads ask the fast store, and the durable one for what it does not have.
 * - It can do what the fast store can: it pushes, lists waiting jobs and takes many writes at once where that does.
 *
 * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` naming each wrong setting
 *
 * @example
 * ```ts
 * const resultStore = tiered({
 *   hot: new RedisResultStore({ url: 'redis://localhost:6379' }),
 *   cold: new S3ResultStore({ url: 's3://orders/arq', credentials }),
 * })
 * ```
 */
export function tiered(settings: TieredSettings): ResultStore {
  return new TieredResultStore(resolveTieredSettings(settings))
}
