import type { Program } from '../program.js'
import { usageError } from '../usage-error.js'
import { dashboardTexts } from './texts.js'

export const DEFAULT_PORT = '4270'

/** @throws ConfigurationError `ARQ_CONFIG_INVALID` naming the flag, for what is no port */
export function portOf(flag: string, given: string, program: Program): number {
  const port = Number(given)
  if (/^\d+$/.test(given) && port <= 65_535) return port
  throw usageError(program, flag, dashboardTexts.notPort({ given }))
}

/** Whether a server could not listen because another one does. */
export const isPortTaken = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && Reflect.get(error, 'code') === 'EADDRINUSE'
