import * as v from 'valibot'

import { mustBe, said } from '../rules/must-be.js'
import { follows } from '../rules/rule.js'
import { LONGEST_TASK_NAME_BYTES } from '../rules/task-name.js'
import { nameText } from '../rules/text-rules.js'
import { durationToMs } from '../settings/duration-to-ms.js'
import { countSchema, durationSchema, functionSchema, parseSettings } from '../settings/settings.js'
import type { Duration } from '../time/duration.js'
import { taskTexts as texts } from './task-texts.js'

/** How much may begin, or be used, in a span of time. At least one of `limit` and `budget`. */
export interface Rate {
  /** The most starts in any span of {@link per}. Each run is one: also another try, and one that goes on after a sleep. */
  readonly limit?: number | undefined
  /**
   * The most of each unit that jobs use in {@link per}, as they tell it by `ctx.usage`. While there is anything left, jobs
   * begin; what they use beyond it has to be made up for before the next one begins.
   */
  readonly budget?: Readonly<Record<string, number>> | undefined
  /** The span of time, such as `'1m'`. */
  readonly per: Duration
}

/**
 * How many jobs of one key begin in a span of time, over all workers, or how much they may use: of one tenant, one
 * account, one service. The others wait in a line of their key, and take no slot of a worker meanwhile. Goes together
 * with `concurrency`, by the same key. Needs a result store with entries: memory, Redis, SQL.
 *
 * @example
 * ```ts
 * const ask = task({
 *   name: 'ask',
 *   run: async (ctx, tenant: string, prompt: string) => {
 *     const { text, tokens } = await model.answer(prompt)
 *     ctx.usage({ tokens })
 *     return text
 *   },
 *   rate: { key: (tenant) => tenant, limit: 100, budget: { tokens: 90_000 }, per: '1m' },
 * })
 * ```
 */
export interface KeyRate<A extends readonly unknown[] = never[]> extends Rate {
  /**
   * The key of a job: a text of 1 to 200 bytes. Gets the arguments as the task gets them, without the context.
   * @defaultValue the key of `concurrency`; without that all jobs of the task count together
   */
  readonly key?: (...args: A) => string
  /** Tasks with the same name count together. @defaultValue that of `concurrency`, or the task's name */
  readonly name?: string
}

/** A rate as lines keep it. */
export interface RateRule {
  readonly limit?: number | undefined
  readonly budget?: Readonly<Record<string, number>> | undefined
  readonly perMs: number
}

const LONGEST_UNIT_BYTES = 64

/** What is wrong with the name of a unit, such as `tokens`. */
const unitRule = nameText(LONGEST_UNIT_BYTES)

const amountSchema = v.pipe(
  v.number(mustBe.number),
  v.finite(mustBe.number),
  v.minValue(0, mustBe.atLeast(0)),
)

const amountsSchema = v.record(v.pipe(v.string(mustBe.text), follows(unitRule)), amountSchema)

const usageSchema = v.strictObject({ usage: amountsSchema })

/** @throws ConfigurationError naming what is no amount */
export const readUsage = (amounts: unknown): Readonly<Record<string, number>> =>
  parseSettings('ctx.usage', usageSchema, { usage: amounts }).usage

const rateEntries = {
  budget: v.optional(amountsSchema),
  per: durationSchema,
}

const ruleSchema = v.object({
  limit: v.optional(v.number()),
  budget: v.optional(v.record(v.string(), v.number())),
  perMs: v.number(),
})

/** A rate as it was stored; `undefined`: it is none. */
export function rateOfJson(stored: unknown): RateRule | undefined {
  const parsed = v.safeParse(ruleSchema, stored)
  return parsed.success ? parsed.output : undefined
}

const hasSpan = ({ per }: Rate): boolean => durationToMs(per, 'per') > 0
const hasLimit = ({ limit, budget }: Rate): boolean =>
  limit !== undefined || Object.keys(budget ?? {}).length > 0

/** A rate that is set while workers run: a limit of 0 lets nothing begin. */
export const rateSchema = v.pipe(
  v.strictObject({ limit: v.optional(countSchema(0)), ...rateEntries }),
  v.check((rate) => hasSpan(rate), said(texts.rateNeedsSpan())),
  v.check((rate) => hasLimit(rate), said(texts.rateNeedsLimit())),
)

export const keyRateSchema = v.pipe(
  v.strictObject({
    key: v.optional(functionSchema<NonNullable<KeyRate['key']>>()),
    limit: v.optional(countSchema(1)),
    ...rateEntries,
    name: v.optional(v.pipe(v.string(mustBe.text), follows(nameText(LONGEST_TASK_NAME_BYTES)))),
  }),
  v.check((rate) => hasSpan(rate), said(texts.rateNeedsSpan())),
  v.check((rate) => hasLimit(rate), said(texts.rateNeedsLimit())),
)

/** @throws ConfigurationError naming `per` */
export const rateRuleOf = ({ limit, budget, per }: Rate): RateRule => ({
  ...{ limit, budget },
  perMs: durationToMs(per, 'per'),
})
