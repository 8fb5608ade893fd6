import { parseDuration, parseInstant } from '@arq/core/internal'

import type { GivenFlags } from './overrides.js'
import type { Program } from './program.js'
import { texts } from './texts.js'
import { usageError } from './usage-error.js'

/**
 * The moment that a flag gives: so long ago, or a time. `undefined`: it was not given.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` for what is neither
 */
export function momentOf(
  flags: GivenFlags,
  flag: string,
  { program, nowMs }: { readonly program: Program; readonly nowMs: number },
): number | undefined {
  const given = flags[flag]
  if (typeof given !== 'string') return undefined
  const ago = parseDuration(/^\d+$/.test(given) ? Number(given) : given)
  const ms = ago === undefined ? parseInstant(given) : nowMs - ago
  if (ms !== undefined) return ms
  throw usageError(program, `--${flag}`, texts.noMoment({ given }))
}
