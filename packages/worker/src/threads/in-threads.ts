import { type AnyTask, ConfigurationError, type ThreadPool } from '@arq/core'
import { isTask, taskTexts } from '@arq/core/internal'

/**
 * The same tasks, those with a file run by the pool.
 * @throws ConfigurationError when there is one with a file, and no pool
 */
export function inThreads(
  functions: readonly unknown[],
  threads: ThreadPool | undefined,
): readonly unknown[] {
  return functions.map((entry) => (isTask(entry) && entry.file ? byPool(entry, threads) : entry))
}

/** The same for one task. @throws ConfigurationError as {@link inThreads} */
export const inThread = (task: AnyTask, threads: ThreadPool | undefined): AnyTask =>
  task.file ? byPool(task, threads) : task

function byPool(task: AnyTask, threads: ThreadPool | undefined): AnyTask {
  const { name, file, export: exported } = task
  if (!file) return task
  if (!threads) {
    const text = taskTexts.runsInThread({ name })
    throw new ConfigurationError('Worker settings', [{ path: 'threads', text }])
  }
  return Object.freeze({
    ...task,
    run: (...[ctx, ...args]: Parameters<AnyTask['run']>) =>
      threads.run({ name, file, export: exported }, ctx, args),
  })
}
