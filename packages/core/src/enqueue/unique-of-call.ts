import { ConfigurationError, UnsupportedError } from '../errors/settings-errors.js'
import { uniqueKeyOf } from '../keys/key-of-job.js'
import type { AnyTask } from '../task/task.js'
import type { RawArguments } from '../task/task-arguments.js'
import { toUniqueCall, type UniqueCall } from '../unique/unique-options.js'
import { uniqueTexts } from '../unique/unique-texts.js'
import type { CheckedOptions } from './enqueue-options.js'

/** A call, as far as it says of what there is to be one job. */
interface CallWithKey {
  readonly name: string
  /** Absent: nothing is known of it but its name. */
  readonly task: AnyTask | undefined
  readonly options: CheckedOptions
  /** The arguments as they will arrive. Asked for only where the task makes a key of them. */
  readonly arrived: () => RawArguments
}

/** They say in another way what a key and its window say, or that the job has run before: then its key has it no more. */
const OTHERS = ['jobId', 'deferBy', 'deferUntil', 'jobTry'] as const

/**
 * Of what there is to be one job, as the call says it, or its task; `undefined`: of nothing.
 * @throws ConfigurationError, UnsupportedError for what does not go together, and for what is no key
 */
export function uniqueOfCall({
  name,
  task,
  options,
  arrived,
}: CallWithKey): UniqueCall | undefined {
  const { unique } = options
  const ofTask = unique === undefined ? task?.unique : undefined
  if (!unique && !ofTask) return undefined
  if (task?.concurrency ?? task?.rate)
    throw new UnsupportedError(uniqueTexts.uniqueBesideLimit({ task: name }), { task: name })
  const other = OTHERS.find((option) => options[option] !== undefined)
  if (other) {
    const text = ofTask
      ? uniqueTexts.uniqueOfTaskAlone({ task: name, other })
      : uniqueTexts.uniqueAlone({ other })
    throw new ConfigurationError('options', [{ path: 'unique', text }])
  }
  if (unique) return toUniqueCall(unique)
  if (!task || !ofTask) return undefined
  return toUniqueCall({ ...ofTask, key: uniqueKeyOf(task, arrived()) })
}

/** It may be started as long as another job after it is due. */
export const timesOfUnique = (
  { mode, windowMs }: UniqueCall,
  options: CheckedOptions,
): CheckedOptions =>
  mode === 'replace' && windowMs > 0 ? { ...options, deferBy: windowMs / 1000 } : options
