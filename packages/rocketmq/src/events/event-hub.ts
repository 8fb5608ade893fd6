import type { TextLogger } from '../log/guarded-logger.js'
import { texts } from '../texts/texts.js'

/** Hands events to every listener. A listener that throws is logged, and keeps the others from nothing. */
export class EventHub<E extends { readonly type: string }> {
  readonly #logger: TextLogger
  readonly #listeners = new Set<(event: E) => void>()

  constructor(logger: TextLogger) {
    this.#logger = logger
  }

  /** Returns the function that ends it. */
  on(listener: (event: E) => void): () => void {
    // A function may be registered twice; each registration is its own.
    const own = (event: E): void => listener(event)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  emit(event: E): void {
    for (const listener of this.#listeners) {
      try {
        listener(event)
      } catch (error) {
        this.#logger.error(texts.logListenerOfEventsFailed(), { event: event.type, error })
      }
    }
  }
}
