import * as v from 'valibot'

import { mustBe, said } from '../rules/must-be.js'
import { follows } from '../rules/rule.js'
import { LONGEST_TASK_NAME_BYTES } from '../rules/task-name.js'
import { nameText } from '../rules/text-rules.js'
import { countSchema, functionSchema } from '../settings/settings.js'
import { taskTexts } from './task-texts.js'

/**
 * How many jobs of one key run at once, over all workers: of one tenant, one account, one machine. The others wait in a
 * line of their key, and take no slot of a worker meanwhile. Needs a result store with entries: memory, Redis, SQL.
 *
 * With `total`, all keys share so many places, and each place that becomes free goes to the key whose turn it is: keys with
 * waiting jobs take turns, and begin in each as many jobs as their weight says.
 *
 * @example
 * ```ts
 * const importFile = task({
 *   name: 'import_file',
 *   run: async (ctx, tenant: string, url: string) => load(url),
 *   concurrency: { key: (tenant) => tenant, limit: 2 },
 * })
 * const render = task({
 *   name: 'render',
 *   run: async (ctx, tenant: string, page: number) => draw(page),
 *   concurrency: { key: (tenant) => tenant, total: 50, weight: (tenant) => (tenant === 'acme' ? 3 : 1) },
 * })
 * ```
 */
export interface KeyConcurrency<A extends readonly unknown[] = never[]> {
  /** The key of a job: a text of 1 to 200 bytes. Gets the arguments as the task gets them, without the context. */
  readonly key: (...args: A) => string
  /**
   * The most jobs of one key that run at once, from 1. `client.limits.set` changes it while workers run. Absent: as many as
   * `total` lets, which must be there then.
   */
  readonly limit?: number
  /**
   * The most jobs of all keys that run at once, over all workers: from 1 to 1000, best as many as the workers have slots for
   * them. `client.limits.set` changes it while workers run. Absent: keys know nothing of each other.
   */
  readonly total?: number
  /**
   * With `total`: how many jobs of a key begin while one of a key of weight 1 does, a whole number from 1 to 100.
   * `client.limits.set` changes it while workers run. @defaultValue 1 for each key
   */
  readonly weight?: (key: string) => number
  /** Tasks with the same name count together. @defaultValue the task's name */
  readonly name?: string
  /**
   * Jobs of a key run one after the other in the order in which they were enqueued. The next one begins when the one
   * before has ended for good: a job keeps its place between its tries. Needs `limit: 1`. @defaultValue `false`
   */
  readonly strictOrder?: boolean
}

/** Group names of entries have at most 512 bytes: the name of the limit and the key are both in them. */
const LONGEST_KEY_BYTES = 200

/** What is wrong with a key that a task gave. */
export const keyRule = nameText(LONGEST_KEY_BYTES)

export const limitNameRule = nameText(LONGEST_TASK_NAME_BYTES)

/** All places are in one entry of the store, which each change writes. */
export const MOST_TOTAL = 1000

/** A key of this weight begins so many jobs in a row. */
export const MOST_WEIGHT = 100

export const weightSchema = countSchema(1, MOST_WEIGHT)

export const keyConcurrencySchema = v.pipe(
  v.strictObject({
    key: functionSchema<KeyConcurrency['key']>(),
    limit: v.optional(countSchema(1)),
    total: v.optional(countSchema(1, MOST_TOTAL)),
    weight: v.optional(functionSchema<NonNullable<KeyConcurrency['weight']>>()),
    name: v.optional(v.pipe(v.string(mustBe.text), follows(limitNameRule))),
    strictOrder: v.optional(v.boolean(mustBe.flag)),
  }),
  v.check(({ limit, total }) => (limit ?? total) !== undefined, said(taskTexts.limitOrTotal())),
  v.check(
    ({ total, weight }) => weight === undefined || total !== undefined,
    said(taskTexts.weightNeedsTotal()),
  ),
  v.check(
    ({ total, strictOrder }) => strictOrder !== true || total === undefined,
    said(taskTexts.totalOrStrictOrder()),
  ),
  v.check(
    ({ limit, strictOrder }) => strictOrder !== true || limit === 1,
    said(taskTexts.strictOrderNeedsOne()),
  ),
)
