import type { RateRule } from '../task/key-rate.js'
import { nextStartMs, ruleOf, startsIn } from './line-rate.js'
import type { LineState } from './line-state.js'
import { usedOf } from './use-window.js'

/** What of the rate of a key is used: see `rate` of a task. */
export interface RateStatus {
  /** The most starts in {@link perMs}; absent: any number. */
  readonly limit?: number | undefined
  /** The most of each unit that is used in {@link perMs}. */
  readonly budget?: Readonly<Record<string, number>> | undefined
  readonly perMs: number
  /** Starts that count at present, and those of jobs that have not begun. */
  readonly starts: number
  /** What counts at present of each unit of the budget. */
  readonly used: Readonly<Record<string, number>>
  /** When the next one may begin, if that is later and known. */
  readonly nextStartAt?: Date | undefined
  /** It was set while workers ran, and is not the task's own. */
  readonly isSet: boolean
}

/** @returns `undefined` of a line that has no rate */
export function rateStatus(
  line: LineState,
  { nowMs, setRate }: { readonly nowMs: number; readonly setRate: RateRule | undefined },
): RateStatus | undefined {
  const given = { setRate, time: { earliestMs: nowMs, latestMs: nowMs } }
  const rule = ruleOf(line, given)
  if (!rule || !line.rate) return undefined
  const next = nextStartMs(line, given)
  const used = Object.keys(rule.budget ?? {}).map(
    (unit) => [unit, usedOf(line.rate?.used[unit] ?? [], nowMs)] as const,
  )
  return {
    ...rule,
    starts: startsIn(line, nowMs),
    used: Object.fromEntries(used),
    ...(next !== undefined && next > nowMs && { nextStartAt: new Date(next) }),
    isSet: setRate !== undefined,
  }
}
