import * as v from 'valibot'

import { ConfigurationError } from '../errors/settings-errors.js'
import { keyRule, MOST_WEIGHT, weightSchema } from '../task/key-concurrency.js'
import type { AnyTask } from '../task/task.js'
import { bindArguments, type RawArguments } from '../task/task-arguments.js'
import { kindText } from '../texts/kind-texts.js'
import type { KeyName } from './key-group.js'
import { keyTexts } from './key-texts.js'

type KeyedTask = Pick<AnyTask, 'name' | 'params' | 'input' | 'concurrency' | 'rate' | 'unique'>

/** The key of all jobs of a task whose rate has none. */
const ALL = '*'

/** The name of the limits that a task has; `undefined`: it has none. */
export const limitNameOf = ({
  name,
  concurrency,
  rate,
}: Pick<AnyTask, 'name' | 'concurrency' | 'rate'>): string | undefined =>
  concurrency || rate ? (concurrency?.name ?? rate?.name ?? name) : undefined

/**
 * The line that a job belongs to; `undefined` of a task that has no keys.
 * @throws InvalidArguments when they do not fit the task; ConfigurationError for what is no key; what `key` throws
 */
export function keyOfJob(task: KeyedTask, raw: RawArguments): KeyName | undefined {
  const limit = limitNameOf(task)
  if (limit === undefined) return undefined
  const args = bindArguments(task, raw)
  const ofConcurrency = task.concurrency && keyGiven(task, 'concurrency', args)
  const ofRate = task.rate?.key && keyGiven(task, 'rate', args)
  const key = ofConcurrency ?? ofRate ?? ALL
  if (ofRate !== undefined && ofRate !== key) {
    const text = keyTexts.rateKeyDiffers({ task: task.name, rate: ofRate, concurrency: key })
    throw new ConfigurationError('task', [{ path: 'rate.key', text }])
  }
  const isShared = task.concurrency?.total !== undefined
  return { limit, key, ...(isShared && { isShared }) }
}

/**
 * The key that `unique` of a task makes of arguments.
 * @throws as {@link keyOfJob}
 */
export const uniqueKeyOf = (task: KeyedTask, raw: RawArguments): string =>
  keyGiven(task, 'unique', bindArguments(task, raw))

function keyGiven(
  task: KeyedTask,
  owner: 'concurrency' | 'rate' | 'unique',
  args: readonly unknown[],
): string {
  // Its parameters are those of the task: the compiler has compared them.
  const toKey = task[owner]?.key as (...args: readonly unknown[]) => unknown
  const key = toKey(...args)
  const path = `${owner}.key`
  if (typeof key !== 'string') {
    const text = keyTexts.keyNotText({ setting: path, task: task.name, got: kindText(key) })
    throw new ConfigurationError('task', [{ path, text }])
  }
  const problem = keyRule(key)
  if (!problem) return key
  const text = keyTexts.keyWrongText({ setting: path, task: task.name, problem })
  throw new ConfigurationError('task', [{ path, text }])
}

/**
 * What the task of a job says of the total that its key shares with others; `undefined`: it shares none.
 * @throws ConfigurationError for what is no weight; what `weight` throws
 */
export function shareOfKey(
  { concurrency, name }: Pick<AnyTask, 'name' | 'concurrency'>,
  key: string,
): { readonly total: number; readonly weight: number } | undefined {
  if (concurrency?.total === undefined) return undefined
  const weight: unknown = concurrency.weight?.(key) ?? 1
  const [issue] = v.safeParse(weightSchema, weight).issues ?? []
  if (typeof weight === 'number' && !issue) return { total: concurrency.total, weight }
  const text = keyTexts.weightWrong({
    task: name,
    got: typeof weight === 'number' ? weight : kindText(weight),
    most: MOST_WEIGHT,
  })
  throw new ConfigurationError('task', [{ path: 'concurrency.weight', text }])
}
