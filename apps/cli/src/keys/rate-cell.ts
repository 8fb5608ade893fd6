import type { KeyStatus, Text } from '@arq/core'

import { keysTexts } from './texts.js'

/** How the rate of a key stands, in one cell: what counts at present, of how much. */
export function rateCell({ rate }: KeyStatus): Text | undefined {
  if (!rate) return undefined
  const { limit, budget = {}, used, starts, perMs } = rate
  const parts = [
    ...(limit === undefined ? [] : [`${String(starts)}/${String(limit)}`]),
    ...Object.entries(budget).map(
      ([unit, most]) => `${unit} ${String(used[unit] ?? 0)}/${String(most)}`,
    ),
  ]
  const cell = { parts: parts.join(', '), seconds: perMs / 1000 }
  return rate.isSet ? keysTexts.rateIsSet(cell) : keysTexts.rate(cell)
}
