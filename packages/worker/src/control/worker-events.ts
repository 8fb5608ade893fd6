import type { Logger } from '@arq/core'

import { reportError } from '../run/error-report.js'
import type { WorkerEvent } from './worker-event.js'

type Listener = (event: WorkerEvent) => void

/** Tells listeners of users what happens. What they throw is logged, and harms nobody else. */
export class WorkerEvents {
  readonly #logger: Logger
  readonly #listeners = new Set<Listener>()

  constructor(logger: Logger) {
    this.#logger = logger
  }

  on(listener: Listener): () => void {
    // Wrapped, so that a function given twice is two listeners.
    const entry: Listener = (event) => listener(event)
    this.#listeners.add(entry)
    return () => void this.#listeners.delete(entry)
  }

  emit(event: WorkerEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event)
      } catch (error) {
        this.#logger.error(reportError(error).text, { error })
      }
    }
  }
}
