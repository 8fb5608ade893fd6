import { type Client, createClient } from '@arq/client'
import { silentLogger } from '@arq/core'

import { type GivenFlags, overriddenQueues } from '../overrides.js'
import type { Program } from '../program.js'
import { serversOf } from '../servers.js'
import { queuesOf } from './control-flags.js'

/** Runs with a client of the broker that is meant, and closes it. */
export async function withClient<T>(
  flags: GivenFlags,
  program: Program,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const servers = await serversOf(flags, program)
  // Its consumers are counted also where no worker answers.
  const [queueName] = [...queuesOf(flags), ...(overriddenQueues(servers.overrides) ?? [])]
  const client = await createClient({
    transport: await servers.openTransport(),
    logger: silentLogger,
    ...(queueName === undefined ? {} : { queueName }),
  })
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}
