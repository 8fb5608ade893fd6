import type { Duration, Rate } from '@arq/core'

import type { GivenFlags } from '../overrides.js'
import type { Program } from '../program.js'
import { usageError } from '../usage-error.js'
import { keysTexts } from './texts.js'

/** What `arq keys set` is to set. */
export interface LimitChange {
  readonly limit?: number
  readonly weight?: number
  readonly total?: number
  readonly rate?: Rate
}

export const KEYS_SET = 'keys set'

const COUNTS = ['limit', 'weight', 'total'] as const
const RATE_FLAGS = ['rate', 'budget', 'per'] as const

const textOf = (given: unknown): string =>
  typeof given === 'string' ? given : JSON.stringify(given)

/**
 * @returns `undefined`: what the task says
 * @throws UsageError naming the flag that is wrong, or that is missing beside another one
 */
export function readChange(flags: GivenFlags, program: Program): LimitChange | undefined {
  const isGiven = (flag: string): boolean => flags[flag] !== undefined
  const hasRate = RATE_FLAGS.some(isGiven)
  const counts = COUNTS.filter(isGiven)
  if (counts.length === 0 && !hasRate) throw usageError(program, KEYS_SET, keysTexts.nothingGiven())
  if (counts.length === 1 && !hasRate && flags['limit'] === 'default') return undefined
  const count = (name: string): number | undefined => {
    const given = flags[name]
    return given === undefined ? undefined : countOf(`--${name}`, textOf(given), program)
  }
  const [limit, weight, total] = COUNTS.map(count)
  return {
    ...(limit !== undefined && { limit }),
    ...(weight !== undefined && { weight }),
    ...(total !== undefined && { total }),
    ...(hasRate && { rate: rateOf(flags, program) }),
  }
}

function rateOf({ rate, budget, per }: GivenFlags, program: Program): Rate {
  if (typeof per !== 'string' || (rate === undefined && budget === undefined)) {
    throw usageError(program, KEYS_SET, keysTexts.rateWithoutSpan())
  }
  const units = Array.isArray(budget) ? budget.map(String) : []
  return {
    ...(rate !== undefined && { limit: countOf('--rate', textOf(rate), program) }),
    ...(units.length > 0 && { budget: budgetOf(units, program) }),
    // What is no duration is refused where the limit is set.
    per: per as Duration,
  }
}

function budgetOf(units: readonly string[], program: Program): Readonly<Record<string, number>> {
  const amounts = units.map((given) => {
    const [, unit, amount] = /^([^=]+)=(\d{1,15}(?:\.\d+)?)$/.exec(given) ?? []
    if (unit === undefined) throw usageError(program, '--budget', keysTexts.noAmount({ given }))
    return [unit, Number(amount)] as const
  })
  return Object.fromEntries(amounts)
}

function countOf(flag: string, given: string, program: Program): number {
  if (/^\d{1,15}$/.test(given)) return Number(given)
  const text = flag === '--limit' ? keysTexts.noLimit({ given }) : keysTexts.noCount({ given })
  throw usageError(program, flag, text)
}
