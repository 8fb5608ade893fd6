import type { AnyTask } from '@arq/core'

import type { TasksView } from '../contract/jobs.js'
import { argumentsSchema } from './arguments-schema.js'

/** What can be enqueued, by name. A task that is named and given counts as it is given. Pure. */
export function tasksView(tasks: readonly (AnyTask | string)[]): TasksView {
  const known = new Map<string, AnyTask | undefined>()
  for (const task of tasks) {
    if (typeof task !== 'string') known.set(task.name, task)
    else if (!known.has(task)) known.set(task, undefined)
  }
  const names = [...known.keys()].sort()
  return {
    tasks: names.map((name) => {
      const task = known.get(name)
      const schema = task && argumentsSchema(task)
      // The contract knows no vocabulary: the page reads what it knows of it.
      return { name, input: schema ? { ...schema } : null }
    }),
  }
}
