import type { RateRule } from '../task/key-rate.js'
import type { LineState, Place } from './line-state.js'
import type { LineRate, PutOffMessage } from './rate-state.js'
import type { StoreTime } from './store-clock.js'
import { fallsUntil, overAt, stillOf, usedOf, withUse } from './use-window.js'

/** Moments that are so near are one: the message that waits for it is on its way. */
const NEAR_MS = 1000
/** Where no moment is known. Jobs that wait in the line are sent when a limit is changed. */
const SHORTEST_UNKNOWN_MS = 5000
/** A message that was put off comes later than it was to, by what its queue takes. */
const LATEST_MS = 86_400_000

/** What a rate is decided by. */
interface Given {
  /** What was set for this key while workers run; absent: the task's. */
  readonly setRate?: RateRule | undefined
  readonly time: StoreTime
}

/** The rate that holds for a line; `undefined`: none. */
export const ruleOf = ({ rate }: LineState, { setRate }: Given): RateRule | undefined =>
  rate === undefined ? undefined : (setRate ?? rate.rule)

/** The line with the rate that the task of a job has. */
export function withRate(line: LineState, rule: RateRule | undefined): LineState {
  if (!rule) return line.rate ? { ...line, rate: undefined } : line
  const { starts = [], used = {}, voids = [] } = line.rate ?? {}
  return { ...line, rate: { rule, starts, used, voids } }
}

/** Whether a job takes one of a number of starts. */
export const isCounted = (line: LineState, given: Given): boolean =>
  ruleOf(line, given)?.limit !== undefined

/** How many may begin now. */
export function startsFree(line: LineState, given: Given): number {
  const rule = ruleOf(line, given)
  if (!rule) return Infinity
  const { earliestMs } = given.time
  const { used } = rateOf(line)
  const isSpent = Object.entries(rule.budget ?? {}).some(
    ([unit, most]) => usedOf(used[unit] ?? [], earliestMs) >= most,
  )
  if (isSpent) return 0
  if (rule.limit === undefined) return Infinity
  return Math.max(rule.limit - startsIn(line, earliestMs), 0)
}

/** The moment, by the clock of the store, from which one more may begin; `undefined`: it is not known. */
export function nextStartMs(line: LineState, given: Given): number | undefined {
  const rule = ruleOf(line, given)
  const { earliestMs } = given.time
  if (!rule) return earliestMs
  const { limit = Infinity, budget = {} } = rule
  const room = limit - reservedIn(line) - 1
  if (room < 0 || Object.values(budget).includes(0)) return undefined
  const { starts, used } = rateOf(line)
  return Math.max(
    fallsUntil((count) => count <= room, starts, earliestMs),
    ...Object.entries(budget).map(([unit, most]) =>
      fallsUntil((amount) => amount < most, used[unit] ?? [], earliestMs),
    ),
  )
}

/** Until when a job is put off that needs a start: the moment that is known, or one to ask again. */
export function putOffUntil(line: LineState, given: Given): number {
  const perMs = ruleOf(line, given)?.perMs ?? 0
  const { earliestMs } = given.time
  return nextStartMs(line, given) ?? earliestMs + Math.max(perMs, SHORTEST_UNKNOWN_MS)
}

/** Whether a job that was put off can begin before its message comes, and it is worth to send another one. */
export const isPutOffTooLong = (
  line: LineState,
  { dueAtMs }: PutOffMessage,
  given: Given,
): boolean => (nextStartMs(line, given) ?? Infinity) + NEAR_MS < dueAtMs

/** From now until a moment of the store's. */
export const untilMoment = (atMs: number, given: Given): number =>
  Math.max(atMs - given.time.earliestMs, 0)

/** A run has begun. */
export function withStart(line: LineState, given: Given): LineState {
  const rule = ruleOf(line, given)
  if (!rule) return line
  const { limit: most = Infinity, perMs } = rule
  const rate = rateOf(line)
  const { latestMs, earliestMs } = given.time
  const starts = withUse(stillOf(rate.starts, earliestMs), 1, { most, perMs }, latestMs)
  return { ...line, rate: { ...rate, starts } }
}

/** A job has used so much. What no budget is for is not counted. */
export function withUsage(
  line: LineState,
  amounts: Readonly<Record<string, number>>,
  given: Given,
): LineState {
  const rule = ruleOf(line, given)
  if (!rule) return line
  const { perMs, budget = {} } = rule
  const rate = rateOf(line)
  const { latestMs, earliestMs } = given.time
  const used = { ...rate.used }
  for (const [unit, amount] of Object.entries(amounts)) {
    const most = budget[unit]
    if (most === undefined) continue
    used[unit] = withUse(stillOf(used[unit] ?? [], earliestMs), amount, { most, perMs }, latestMs)
  }
  return { ...line, rate: { ...rate, used } }
}

export const isVoid = ({ rate }: LineState, message: PutOffMessage): boolean =>
  rate?.voids.some((each) => isSame(each, message)) === true

/** The message that was put off is of no more use when it comes. */
export function withVoid(line: LineState, { jobId, dueAtMs }: PutOffMessage): LineState {
  if (!line.rate) return line
  const voids = [...line.rate.voids, { jobId, dueAtMs }]
  return { ...line, rate: { ...line.rate, voids } }
}

export function withoutVoid(line: LineState, message: PutOffMessage): LineState {
  if (!line.rate) return line
  const voids = line.rate.voids.filter((each) => !isSame(each, message))
  return { ...line, rate: { ...line.rate, voids } }
}

/** The line without what counts no more, where nobody waits and nobody runs. */
export function restOf(line: LineState, given: Given): LineState {
  const { rate, places, head, tail } = line
  if (!rate || places.length > 0 || head < tail || neededMs(line, given) > 0) return line
  return { ...line, rate: undefined }
}

/** How long what is counted is needed from now on. */
export function neededMs({ rate }: LineState, given: Given): number {
  if (!rate) return 0
  const ends = [rate.starts, ...Object.values(rate.used)].map(overAt)
  const voids = rate.voids.map(({ dueAtMs }) => dueAtMs + LATEST_MS)
  return untilMoment(Math.max(0, ...ends, ...voids), given)
}

const isSame = (one: PutOffMessage, other: PutOffMessage): boolean =>
  one.jobId === other.jobId && one.dueAtMs === other.dueAtMs

/** Starts that count, and those of jobs that have not begun. */
export const startsIn = (line: LineState, nowMs: number): number =>
  reservedIn(line) + usedOf(line.rate?.starts ?? [], nowMs)

/** Jobs that have a start, and have not begun. */
const reservedIn = ({ places }: LineState): number =>
  places.filter(({ hasStart }: Place) => hasStart === true).length

function rateOf({ rate }: LineState): LineRate {
  if (!rate) throw new Error('a line without a rate counts nothing')
  return rate
}
