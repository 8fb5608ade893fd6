import { type Client, createClient } from '@arq/client'

import type { ResolvedOptions } from '../arq-module-options.js'
import { nestLogger } from '../nest-logger.js'

/** The client of a module: yours, or one of its own that is open. */
export async function openClient(options: ResolvedOptions): Promise<Client> {
  if (options.client) return options.client
  const { settings, language } = options
  return createClient({ logger: nestLogger({ language }), ...settings })
}
