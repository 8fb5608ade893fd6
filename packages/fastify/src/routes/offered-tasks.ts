import type { Enqueueable } from '@arq/client'
import type { AnyTask } from '@arq/core'
import { JobReader, nearestName } from '@arq/core/internal'

import { texts } from '../texts.js'
import { Refusal } from './refusal.js'

/** The tasks that may be enqueued over HTTP, by name. */
export class OfferedTasks {
  readonly #byName: ReadonlyMap<string, AnyTask | string>

  /** @throws ConfigurationError for what is neither a task nor a name of one */
  constructor(tasks: readonly Enqueueable[]) {
    const reader = new JobReader()
    const read = tasks.map((task) => reader.readCall(task, []).task)
    this.#byName = new Map(read.map((task) => [typeof task === 'string' ? task : task.name, task]))
  }

  /** @throws Refusal 404, proposing the nearest name */
  named(name: string): AnyTask | string {
    const task = this.#byName.get(name)
    if (task !== undefined) return task
    const nearest = nearestName(name, [...this.#byName.keys()])
    const shown = JSON.stringify(name.slice(0, LONGEST_SHOWN))
    const text =
      nearest === undefined
        ? texts.unknownTask({ name: shown })
        : texts.didYouMean({ name: shown, nearest })
    throw new Refusal(404, 'ARQ_UNKNOWN_FUNCTION', text)
  }
}

const LONGEST_SHOWN = 100
