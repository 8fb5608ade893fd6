import { parseDuration } from '@arq/core/internal'

import type { Output, Program } from '../program.js'
import { texts } from '../texts.js'
import { usageError } from '../usage-error.js'

/** More often costs the servers, and nobody reads faster. */
const SHORTEST_WATCH_MS = 100

/**
 * How often what `--watch` names is shown; `undefined`: once.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` when it is no duration
 */
export function watchIntervalMs(given: unknown, program: Program): number | undefined {
  if (typeof given !== 'string') return undefined
  const value = /^[0-9.]+$/.test(given) ? Number(given) : given
  const ms = parseDuration(value)
  if (ms !== undefined) return Math.max(ms, SHORTEST_WATCH_MS)
  throw usageError(program, '--watch', texts.noDuration({ given }))
}

/** A terminal shows one look after the other, and not below each other. */
export function clearScreen(output: Output): void {
  if (output.isTerminal === true) output.write('\u001b[2J\u001b[H')
}
