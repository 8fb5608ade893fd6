import type { KeyLimits } from '@arq/core'

import { withClient } from '../job/with-client.js'
import type { GivenFlags } from '../overrides.js'
import type { Program } from '../program.js'
import { serversOf } from '../servers.js'
import { usageError } from '../usage-error.js'
import { keysTexts } from './texts.js'

/**
 * Runs with the limits of keys that the workers of the meant servers heed.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` without a result store; UnsupportedError for one that has no entries
 */
export async function withLimits<T>(
  verb: string,
  flags: GivenFlags,
  program: Program,
  work: (limits: KeyLimits) => Promise<T>,
): Promise<T> {
  const servers = await serversOf(flags, program)
  return withClient(servers, undefined, async ({ client, resultStore }) => {
    if (!resultStore) throw usageError(program, verb, keysTexts.noStore())
    return work(client.limits)
  })
}
