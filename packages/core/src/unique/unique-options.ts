import * as v from 'valibot'

import { mustBe, said } from '../rules/must-be.js'
import { follows } from '../rules/rule.js'
import { ruleTexts } from '../rules/rule-texts.js'
import { nameText } from '../rules/text-rules.js'
import { durationToMs } from '../settings/duration-to-ms.js'
import { durationSchema, functionSchema } from '../settings/settings.js'
import type { Text } from '../texts/text.js'
import type { Duration } from '../time/duration.js'
import { uniqueTexts } from './unique-texts.js'

/** What becomes of a call whose key has a job already. */
export type UniqueMode = 'drop' | 'replace' | 'keepLast'

/** One job for a key, however often it is enqueued: see {@link EnqueueOptions.unique}. */
export interface UniqueOptions {
  /** What there is to be one job of, for this task: at most 200 bytes. */
  readonly key: string
  /**
   * - `drop`: the job that is there stays as it is, and the call gets it: one that waits or runs, or that was enqueued
   *   less than `window` ago.
   * - `replace`: the job that waits gets these arguments, and starts `window` from now, at most `maxWait` after the
   *   first call. A job that runs is left alone; another one waits for its end.
   * - `keepLast`: the job that waits gets these arguments. It starts at once, or when the one that runs has ended.
   */
  readonly mode: UniqueMode
  /** @defaultValue 0 */
  readonly window?: Duration | undefined
  /** Of `replace`: starts at the latest so long after the first call. @defaultValue none */
  readonly maxWait?: Duration | undefined
}

/**
 * One job for a key of a task, in each call that says nothing else.
 *
 * @example
 * ```ts
 * const reindex = task({
 *   name: 'reindex',
 *   run: async (ctx, document: string) => index(document),
 *   unique: { key: (document) => document, mode: 'replace', window: '5s', maxWait: '1m' },
 * })
 * ```
 */
export interface TaskUnique<A extends readonly unknown[] = never[]> extends Omit<
  UniqueOptions,
  'key'
> {
  /** The key of a job: a text of 1 to 200 bytes. Gets the arguments as the task gets them, without the context. */
  readonly key: (...args: A) => string
}

const MODES = ['drop', 'replace', 'keepLast'] as const

// With the name of the task it names a group of entries: 512 bytes.
const LONGEST_KEY_BYTES = 200

const entries = {
  mode: v.picklist(MODES, mustBe.oneOf(...MODES)),
  window: v.optional(durationSchema),
  maxWait: v.optional(durationSchema),
}

type Ways = Omit<UniqueOptions, 'key'>

function problemOf({ mode, window, maxWait }: Ways): Text | undefined {
  if (mode === 'replace' && window === undefined) return uniqueTexts.uniqueNeedsWindow()
  if (mode === 'keepLast' && window !== undefined) return uniqueTexts.uniqueTakesNoWindow()
  return mode !== 'replace' && maxWait !== undefined
    ? uniqueTexts.uniqueTakesNoMaxWait()
    : undefined
}

export const uniqueOptionsSchema = v.pipe(
  v.strictObject(
    { key: v.pipe(v.string(mustBe.text), follows(nameText(LONGEST_KEY_BYTES))), ...entries },
    said(ruleTexts.mustBeObject()),
  ),
  follows<UniqueOptions>(problemOf),
)

/** Of a task: its key is made of the arguments. */
export const taskUniqueSchema = v.pipe(
  v.strictObject(
    { key: functionSchema<TaskUnique['key']>(), ...entries },
    said(ruleTexts.mustBeObject()),
  ),
  follows<TaskUnique>(problemOf),
)

/** The same with durations in milliseconds. */
export interface UniqueCall {
  readonly key: string
  readonly mode: UniqueMode
  readonly windowMs: number
  readonly maxWaitMs: number | undefined
}

export const toUniqueCall = ({ key, mode, window, maxWait }: UniqueOptions): UniqueCall => ({
  key,
  mode,
  windowMs: window === undefined ? 0 : durationToMs(window, 'window'),
  maxWaitMs: maxWait === undefined ? undefined : durationToMs(maxWait, 'maxWait'),
})
