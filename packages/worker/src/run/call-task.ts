import type { Around, JobContext } from '@arq/core'
import { bindArguments, findJsonProblem, notCarried, wireTexts } from '@arq/core/internal'

import { layersOf, runInside } from './around.js'
import type { Attempt } from './attempt.js'
import type { RunResult } from './outcome.js'
import type { RunContext } from './run-context.js'

/**
 * Calls the task of an attempt with its arguments, inside everything that is around it. Never rejects.
 * @param around the worker's own
 */
export async function callTask(
  { task, message }: Attempt,
  context: RunContext,
  around: readonly Around<object>[],
): Promise<RunResult> {
  if (!task) throw new Error('a run needs a task')
  try {
    const parameters = bindArguments(task, message)
    // The task's own parameter types were checked by its schema, or are the caller's word.
    const run = task.run as (ctx: JobContext<object>, ...args: unknown[]) => unknown
    const layers = task.around ? layersOf(around, task.around) : around
    const value: unknown =
      layers.length === 0
        ? await run(context, ...parameters)
        : await runInside(layers, context, async () => {
            // A timeout, an abort or a stop that came while a layer was at work keeps the task from starting.
            context.signal.throwIfAborted()
            return await run(context, ...parameters)
          })
    assertCarried(value, message.function)
    return { kind: 'returned', value }
  } catch (error) {
    return { kind: 'threw', error }
  }
}

/** A result that cannot be stored, as JSON whatever the codec, fails the job: nobody could ever read it. */
function assertCarried(value: unknown, task: string): void {
  if (value === undefined) return
  const problem = findJsonProblem(value, 'result')
  if (problem) throw notCarried(wireTexts.theResult({ task }), problem, { task })
}
