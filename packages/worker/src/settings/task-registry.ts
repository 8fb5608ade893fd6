import { type AnyTask, ConfigurationError, UnknownFunction } from '@arq/core'
import { isTask, taskOfFunction } from '@arq/core/internal'

import { texts } from '../texts.js'

/** The tasks of one worker, by name. */
export class TaskRegistry {
  readonly #tasks = new Map<string, AnyTask>()

  /** @throws ConfigurationError when an entry is no task, has no name, or two have the same */
  constructor(functions: readonly unknown[]) {
    for (const [index, entry] of functions.entries()) {
      const path = `functions.${String(index)}`
      const task = toTask(entry, path)
      if (this.#tasks.has(task.name)) {
        const text = texts.duplicateTask({ name: task.name })
        throw new ConfigurationError('Worker settings', [{ path, text }])
      }
      this.#tasks.set(task.name, task)
    }
  }

  get names(): readonly string[] {
    return [...this.#tasks.keys()]
  }

  get all(): readonly AnyTask[] {
    return [...this.#tasks.values()]
  }

  find(name: string): AnyTask | undefined {
    return this.#tasks.get(name)
  }

  /** The error for a name that is none of ours; it lists those that are. */
  unknown(name: string): UnknownFunction {
    return new UnknownFunction({ name, known: this.names })
  }
}

function toTask(entry: unknown, path: string): AnyTask {
  if (isTask(entry)) return entry
  if (isFunction(entry)) return taskOfFunction(entry)
  const text = texts.notATask({ value: String(entry) })
  throw new ConfigurationError('Worker settings', [{ path, text }])
}

// Its parameters are the caller's claim; they are checked when a job's arguments are bound.
const isFunction = (entry: unknown): entry is AnyTask['run'] => typeof entry === 'function'
