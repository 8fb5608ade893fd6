import type { Release } from '../ports/shared-resource.js'
import type { JobContext } from './job-context.js'
import type { FileTask } from './thread-task.js'

/** Runs tasks in threads of their own: `threads` of a worker. `@arq/threads` implements it. */
export interface ThreadPool {
  /** Called by each worker when it starts; the pool is closed when the last one has released it. */
  acquire(): Promise<Release>
  /**
   * Runs a task in a thread. When `ctx.signal` aborts, the run ends soon, whatever its code does.
   * @throws what the task throws; `ThreadCrashed` when the thread died; ConfigurationError when its file has no such function
   */
  run(task: FileTask, ctx: JobContext<object>, args: readonly unknown[]): Promise<unknown>
}
