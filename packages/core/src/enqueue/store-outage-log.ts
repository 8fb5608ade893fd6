import { errorText } from '../errors/arq-error.js'
import type { TextLogger } from '../log/guarded-logger.js'
import { enqueueTexts } from './enqueue-texts.js'

/** Says once per outage that the store is down, and once that it is back. */
export class StoreOutageLog {
  readonly #logger: TextLogger
  #isDown = false

  constructor(logger: TextLogger) {
    this.#logger = logger
  }

  failed(cause: unknown): void {
    if (this.#isDown) return
    this.#isDown = true
    const error = errorText(cause)
    this.#logger.warn(enqueueTexts.storeDegraded({ error }))
  }

  answered(): void {
    if (!this.#isDown) return
    this.#isDown = false
    this.#logger.info(enqueueTexts.storeRecovered())
  }
}
