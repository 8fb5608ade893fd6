import { createPace } from '@arq/admin'

import type { Program } from '../program.js'
import { usageError } from '../usage-error.js'
import { dlqTexts } from './texts.js'

/**
 * What waits so that no more than `given` come through a second; `undefined`: no pace is asked for.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` when it is no number above 0
 */
export function paceOf(given: unknown, program: Program): (() => Promise<void>) | undefined {
  if (typeof given !== 'string') return undefined
  const rate = Number(given)
  if (rate > 0 && rate < Infinity) return createPace(rate)
  throw usageError(program, '--rate', dlqTexts.noRate({ given }))
}
