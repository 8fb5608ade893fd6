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
 * @example
 * ```ts
 * const importFile = task({
 *   name: 'import_file',
 *   run: async (ctx, tenant: string, url: string) => load(url),
 *   concurrency: { key: (tenant) => tenant, limit: 2 },
 * })
 * ```
 */
export interface KeyConcurrency<A extends readonly unknown[] = never[]> {
  /** The key of a job: a text of 1 to 200 bytes. Gets the arguments as the task gets them, without the context. */
  readonly key: (...args: A) => string
  /** The most jobs of one key that run at once, from 1. `client.limits.set` changes it while workers run. */
  readonly limit: number
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

export const keyConcurrencySchema = v.pipe(
  v.strictObject({
    key: functionSchema<KeyConcurrency['key']>(),
    limit: countSchema(1),
    name: v.optional(v.pipe(v.string(mustBe.text), follows(limitNameRule))),
    strictOrder: v.optional(v.boolean(mustBe.flag)),
  }),
  v.check(
    ({ limit, strictOrder }) => strictOrder !== true || limit === 1,
    said(taskTexts.strictOrderNeedsOne()),
  ),
)
