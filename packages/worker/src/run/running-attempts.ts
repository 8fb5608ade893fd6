import { type AbortRequest, isAbortOf } from '@arq/core/internal'

import type { Attempt } from './attempt.js'
import { noteAsker } from './attempt.js'
import type { LiveAttempt } from './live-attempt.js'

/** The attempts that have a slot, for those who want to stop one or all of them. */
export class RunningAttempts {
  /** In no order; each knows its place, see `SequenceWindow` for why this is no `Set`. */
  readonly #attempts: LiveAttempt[] = []
  #isInterrupted = false

  /** Those that have a slot at the moment. */
  get all(): readonly Attempt[] {
    return this.#attempts.map(({ attempt }) => attempt)
  }

  add(attempt: LiveAttempt): void {
    attempt.place = this.#attempts.push(attempt) - 1
    if (this.#isInterrupted) attempt.interrupt()
  }

  delete(attempt: LiveAttempt): void {
    const { place } = attempt
    if (this.#attempts[place] !== attempt) return
    const last = this.#attempts.pop()
    if (!last || last === attempt) return
    this.#attempts[place] = last
    last.place = place
  }

  /** Stops the attempts of one job. */
  abort(request: AbortRequest): void {
    for (const running of [...this.#attempts]) {
      const { attempt } = running
      if (!isAbortOf(attempt.message, request)) continue
      noteAsker(attempt, request)
      running.abort()
    }
  }

  /** Stops every attempt, those to come included: the worker ends. */
  interrupt(): void {
    this.#isInterrupted = true
    for (const running of [...this.#attempts]) running.interrupt()
  }
}
