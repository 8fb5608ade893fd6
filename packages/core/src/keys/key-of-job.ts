import { ConfigurationError } from '../errors/settings-errors.js'
import { keyRule } from '../task/key-concurrency.js'
import type { AnyTask } from '../task/task.js'
import { bindArguments, type RawArguments } from '../task/task-arguments.js'
import { kindText } from '../texts/kind-texts.js'
import type { KeyName } from './key-group.js'
import { keyTexts } from './key-texts.js'

/**
 * The line that a job belongs to; `undefined` of a task that has no keys.
 * @throws InvalidArguments when they do not fit the task; ConfigurationError for what is no key; what `key` throws
 */
export function keyOfJob(
  task: Pick<AnyTask, 'name' | 'params' | 'input' | 'concurrency'>,
  raw: RawArguments,
): KeyName | undefined {
  const { concurrency, name } = task
  if (!concurrency) return undefined
  // Its parameters are those of the task: the compiler has compared them.
  const toKey = concurrency.key as (...args: unknown[]) => unknown
  const key = toKey(...bindArguments(task, raw))
  if (typeof key !== 'string') {
    const text = keyTexts.keyNotText({ task: name, got: kindText(key) })
    throw new ConfigurationError('task', [{ path: 'concurrency.key', text }])
  }
  const problem = keyRule(key)
  if (problem) {
    const text = keyTexts.keyWrongText({ task: name, problem })
    throw new ConfigurationError('task', [{ path: 'concurrency.key', text }])
  }
  return { limit: concurrency.name ?? name, key }
}
