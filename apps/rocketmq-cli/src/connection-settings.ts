import { readFile } from 'node:fs/promises'

import { toError } from '@arq/core'
import { type AdminOptions, readAdminEnvironment } from '@arq/rocketmq'

import type { GivenFlags } from './command.js'
import { DEFAULT_NAME_SERVERS } from './connection-flags.js'
import { FlagValues } from './flag-values.js'
import type { Program } from './program.js'
import { texts } from './texts.js'
import { usageError } from './usage-error.js'

/**
 * Where the servers are, and how they want to be spoken to: a flag wins over a variable, a variable over the default.
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming the flag or the variable
 */
export async function connectionSettings(
  flags: GivenFlags,
  program: Program,
): Promise<Pick<AdminOptions, 'nameServers' | 'connection'>> {
  const values = new FlagValues(flags, program)
  const fromEnvironment = readAdminEnvironment(program.environment)
  const caPath = values.text('tls-ca')
  const requestTimeoutMs = values.durationMs('timeout')
  const tls =
    caPath === undefined ? values.isOn('tls') || undefined : { ca: await readCa(caPath, program) }
  return {
    ...fromEnvironment,
    nameServers: values.text('name-servers') ?? fromEnvironment.nameServers ?? DEFAULT_NAME_SERVERS,
    connection: {
      ...fromEnvironment.connection,
      ...(tls !== undefined && { tls }),
      ...(requestTimeoutMs !== undefined && {
        requestTimeoutMs,
        connectTimeoutMs: requestTimeoutMs,
      }),
    },
  }
}

async function readCa(path: string, program: Program): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (thrown) {
    const reason = toError(thrown).message
    throw usageError(program, '--tls-ca', texts.fileUnreadable({ reason }), thrown)
  }
}
