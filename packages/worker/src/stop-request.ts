import { ClosedError, type Text } from '@arq/core'
import { abortControllerForMany } from '@arq/core/internal'

import { texts } from './texts.js'

/** The wish that a worker ends: made once, by whoever comes first. */
export class StopRequest {
  readonly #controller = abortControllerForMany()
  /** Resolves when the request is made. */
  readonly made: Promise<void>
  // Without a request, an error ends the worker.
  #reason = texts.stopOfError()

  constructor() {
    const { signal } = this.#controller
    this.made = new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }

  get isMade(): boolean {
    return this.#controller.signal.aborted
  }

  /** Aborts when the request is made. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Who or what made it, for the log. */
  get reason(): Text {
    return this.#reason
  }

  make(reason: Text): void {
    if (this.isMade) return
    this.#reason = reason
    this.#controller.abort(new ClosedError('Worker'))
  }

  /**
   * Waits for work until the request is made; the work then goes on by itself.
   * @throws what the work rejects with, before the request is made
   */
  async or(work: Promise<unknown>): Promise<void> {
    await Promise.race([work, this.made])
  }
}
